using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SMail.Benchmarks.Delivery;

/// <summary>Postfix's smtp-sink: a process of its own that takes mail as fast as it comes and keeps nothing.</summary>
internal sealed class SinkProcess : IDisposable
{
    private const string Program = "/usr/sbin/smtp-sink";
    private readonly Process process;

    public SinkProcess()
    {
        Port = FindPort();
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        process = Process.Start(new ProcessStartInfo(Program, [.. user, $"127.0.0.1:{Port}", "100"]))!;
        for (var from = Stopwatch.GetTimestamp(); !Answers();)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(from) > TimeSpan.FromSeconds(10))
                throw new InvalidOperationException($"{Program} does not start.");
            Thread.Sleep(20);
        }
    }

    public static bool IsThere => File.Exists(Program);

    public int Port { get; }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
