import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What was heard, a JSON line an event in judgements.jsonl, and how far it was caught up, in position.json. Ids and revisions are read
 * back from the lines, so that they can never say other than the lines do. Whatever returns is on the disk.
 */
export class Judgements {
  #lines;
  #position;
  #setAside;
  #ids = new Set();
  #highest = new Map();

  constructor(folder) {
    mkdirSync(folder, { recursive: true });
    this.#lines = join(folder, 'judgements.jsonl');
    this.#position = join(folder, 'position.json');
    this.#setAside = join(folder, 'set-aside.jsonl');
    this.#readBack();
  }

  /** Position of the last page that was read to its end; '0' at first. */
  get position() {
    return existsSync(this.#position) ? JSON.parse(readFileSync(this.#position, 'utf8')).position : '0';
  }

  /** In place of the file at once: after a crash it holds the one before or this one. */
  set position(position) {
    const next = `${this.#position}.next`;
    write(next, `${JSON.stringify({ position })}\n`, 'w');
    renameSync(next, this.#position);
  }

  /** Keeps an event; its line, or null where its id is kept already. */
  keep(event) {
    if (this.#ids.has(event.id)) return null;
    const line = lineOf(event, event.revision < (this.#highest.get(event.subject) ?? 0));
    write(this.#lines, `${JSON.stringify(line)}\n`, 'a');
    this.#note(line);
    return line;
  }

  /** Keeps what is no event, with why. */
  setAside(body, problem) {
    write(this.#setAside, `${JSON.stringify({ problem, body })}\n`, 'a');
  }

  #note({ id, subject, revision }) {
    this.#ids.add(id);
    this.#highest.set(subject, Math.max(revision, this.#highest.get(subject) ?? 0));
  }

  /** A last line without its end was cut by a crash, and never acknowledged: it comes again. */
  #readBack() {
    if (!existsSync(this.#lines)) return;
    const bytes = readFileSync(this.#lines);
    const whole = bytes.lastIndexOf('\n') + 1;
    if (whole < bytes.length) truncateSync(this.#lines, whole);
    for (const line of bytes.toString('utf8', 0, whole).split('\n').filter(Boolean)) this.#note(JSON.parse(line));
  }
}

/** What an event says of a judgement; `late` where a higher revision of its subject was heard, so that it does not stand. */
export function lineOf({ id, type, subject, revision, position, data }, late = false) {
  const { key, grade, block, ...rest } = data;
  const line = { id, event: type.split('.').at(-1), subject, revision, position, late };
  if (!key) return { ...line, ...rest };
  const { authority, ...publication } = key;
  return {
    ...line,
    authority: { la: authority.laCode, ons: codeOf(authority, 'snac'), gss: codeOf(authority, 'gss'), name: authority.name },
    ...publication,
    ...(grade && { grades: [{ area: block ?? 'social-care', grade }] }),
    ...rest,
  };
}

/** The code that holds in a scheme, or the last that did; null where none is known. */
function codeOf({ codes }, scheme) {
  const own = codes.filter(code => code.scheme === scheme);
  return (own.find(code => !code.validTo) ?? own.sort((a, b) => a.validTo.localeCompare(b.validTo)).at(-1))?.value ?? null;
}

function write(file, text, flag) {
  const handle = openSync(file, flag);
  try {
    (flag === 'a' ? appendFileSync : writeFileSync)(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
