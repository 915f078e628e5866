"""Completes the tags that WeasyPrint 57 writes into a PDF; Debian 12 holds that version, and others are left alone.

Its marked contents lie within one another, so that a reader aloud hears the text of a page twice, its running head and watermark among
them. Here no content lies within another, page furniture is an artifact, captions are captions, and a table's headings say which way they
point.
"""
import pydyf
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

TAGS = {"caption": "Caption", "address": "P", "header": "Div", "main": "Div", "footer": "Div",
        "sup": "Span", "em": "Span", "strong": "Span", "bdi": "Span", "time": "Span"}

plain_tag = Stream.get_marked_content_tag


def tag_of(self, element_tag):
    return TAGS.get(element_tag) or plain_tag(self, element_tag)


def is_furniture(box):
    """Of the page, not of the text."""
    return isinstance(box, (boxes.PageBox, boxes.MarginBox)) or box.is_for_root_element or str(box.element_tag).endswith("::before")


def begin(self, box, mcid=False, tag=None):
    if not self._mark:
        return
    opened = self.__dict__.setdefault("opened", [])
    if opened:
        pydyf.Stream.end_marked_content(self)
    opened.append((box, tag))
    write(self, box, tag)


def write(self, box, tag):
    if is_furniture(box):
        pydyf.Stream.begin_marked_content(self, "Artifact")
        return
    tag = tag or self.get_marked_content_tag(box.element_tag)
    properties = pydyf.Dictionary({"MCID": len(self.marked)})
    self.marked.append((tag, box))
    pydyf.Stream.begin_marked_content(self, tag, properties)


def end(self):
    if not self._mark:
        return
    pydyf.Stream.end_marked_content(self)
    self.opened.pop()
    # What was interrupted goes on as a content of its own.
    if self.opened:
        write(self, *self.opened[-1])


if weasyprint.__version__.startswith("57."):
    Stream.get_marked_content_tag = tag_of
    Stream.begin_marked_content = begin
    Stream.end_marked_content = end


def finish(document, pdf):
    """A finisher for write_pdf: headings in a table's head are of columns, those in its body of rows."""
    elements = {
        thing.reference: thing for thing in pdf.objects
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem"
    }
    for element in elements.values():
        if element["S"] != "/TH":
            continue
        row = elements[element["P"]]
        head = elements[row["P"]]["S"] == "/THead"
        element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column" if head else "/Row"})
