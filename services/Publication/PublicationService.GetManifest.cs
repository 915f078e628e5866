using Apa.Protos.Publications.V1;
using Apa.Shared;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Apa.Publications;

public sealed partial class PublicationService
{
    [AllowAnonymous]
    public override async Task<SignedManifest> GetManifest(GetManifestRequest request, ServerCallContext context)
    {
        var round = Shared.Names.Require(request.Round, "round", Names.RoundPattern)[0];
        var manifest = await db.PublicManifest(round, context.CancellationToken) ?? throw Errors.NotFound($"the manifest of {request.Round}");
        return new() { Manifest = ByteString.CopyFrom(manifest.Json), Signature = manifest.Signature, Jwk = manifest.Jwk };
    }
}
