using System.Net;
using System.Net.Sockets;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>Opens what clients connect to.</summary>
internal static class ListeningSocket
{
    /// <exception cref="SocketException">The address is in use, or not ours.</exception>
    public static Socket Open(EndPoint endPoint, UnixFileMode mode, int backlog)
    {
        var isFile = endPoint is UnixDomainSocketEndPoint;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, isFile ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (isFile)
                RemoveStale(endPoint);
            socket.Bind(endPoint);
            if (isFile && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(endPoint.ToString()!, mode);
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A process that was killed leaves its socket behind; one that lives still answers on it.
    private static void RemoveStale(EndPoint endPoint)
    {
        using var probe = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(endPoint.ToString()!);
        }
        catch (SocketException)
        {
            // There is none.
        }
    }
}
