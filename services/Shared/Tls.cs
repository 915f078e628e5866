using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Apa.Shared;

/// <summary>
/// TLS by configuration. <c>Tls:Certificate</c> (PEM, with its chain) and <c>Tls:Key</c> switch it on for both endpoints, which then
/// take nothing plain; <c>Tls:Authority</c> (PEM) is trusted, alone, for the services that are called.
/// </summary>
static class Tls
{
    /// <summary>The service's own certificate; null where the wire is plain.</summary>
    public static X509Certificate2? Certificate(IConfiguration configuration)
    {
        if (configuration["Tls:Certificate"] is not { Length: > 0 } certificate) return null;
        var key = configuration["Tls:Key"] ?? throw new InvalidOperationException("Tls:Key is missing: Tls:Certificate is given, and its private key is needed beside it");
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    public static void Use(ListenOptions endpoint, X509Certificate2? certificate)
    {
        if (certificate is not null) endpoint.UseHttps(certificate);
    }

    /// <summary>A handler for calls to other services: trusts the machine's authorities, or only the one that is configured.</summary>
    public static SocketsHttpHandler Handler(IConfiguration configuration)
    {
        // A connection that died in silence is found out by asking, not by the next call.
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, KeepAlivePingDelay = TimeSpan.FromSeconds(60), KeepAlivePingTimeout = TimeSpan.FromSeconds(20) };
        if (configuration["Tls:Authority"] is { Length: > 0 } authority)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(authority);
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = Chain(trusted),
            };
        }
        return handler;
    }

    static X509ChainPolicy Chain(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
