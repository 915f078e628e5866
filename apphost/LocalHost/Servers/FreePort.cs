using System.Net;
using System.Net.Sockets;

namespace Apa.LocalHost.Servers;

/// <summary>Ports of the loopback interface.</summary>
public static class FreePort
{
    /// <summary>A port that was free a moment ago.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port that was asked for, or a free one.</summary>
    /// <exception cref="ServerFailed">The port asked for is taken.</exception>
    public static int Take(int? asked, string what)
    {
        if (asked is not { } port) return Next();
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return port;
        }
        catch (SocketException)
        {
            throw new ServerFailed($"port {port}, asked for as {what}, is occupied");
        }
    }

    /// <summary>Whether something listens there.</summary>
    public static async Task<bool> Answers(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>A server cannot be had; the message is one line for the person at the terminal.</summary>
public sealed class ServerFailed(string message) : Exception(message);
