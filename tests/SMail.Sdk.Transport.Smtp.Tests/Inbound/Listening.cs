using System.Net;
using SMail.Sdk.Delivery;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Starts listeners on free ports.</summary>
internal static class Listening
{
    public static async Task<LmtpListener> StartAsync(IInbox inbox, Action<LmtpListenerOptions>? configure = null, TimeProvider? clock = null)
    {
        var options = new LmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };
        configure?.Invoke(options);
        var listener = new LmtpListener(inbox, options, clock);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    /// <summary>Waits for what happens soon on its own.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        for (var i = 0; i < 1000 && !happened(); i++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(happened());
    }
}
