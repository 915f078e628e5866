using Apa.Protos.Publications.V1;
using Apa.Shared;
using Microsoft.AspNetCore.Mvc;

namespace Apa.Portal.Pages.Publications;

/// <summary>A page about the release of one round.</summary>
public abstract class RoundPage(PublicationService.PublicationServiceClient publications) : PortalPage
{
    [BindProperty(SupportsGet = true)]
    public string Round { get; set; } = "";

    public string RoundName => $"rounds/{Round}";
    public bool IsPublisher => Caller.Is(Role.Publisher);

    protected PublicationService.PublicationServiceClient Service => publications;
}
