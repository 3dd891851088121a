using System.Diagnostics;
using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Exim in front of a mail system: it asks the listener about each recipient before it takes mail.</summary>
public sealed class EximInFront : EximServer, IServerInFront
{
    public SystemBehind Behind { get; private set; } = null!;

    protected override string? FindObstacle() => base.FindObstacle() ?? Swaks.FindObstacle();

    protected override async Task<ProcessStartInfo> PrepareAsync()
    {
        Behind = await SystemBehind.StartAsync();
        return await base.PrepareAsync();
    }

    protected override async Task EndAsync() => await (Behind?.DisposeAsync() ?? ValueTask.CompletedTask);

    protected override string Rules() => $"""
        primary_hostname = mx.s-mail.test

        begin acl
        recipients:
          require domains = s-mail.test
                  verify = recipient/callout=20s
          accept

        begin routers
        system:
          driver = manualroute
          domains = s-mail.test
          route_list = * 127.0.0.1
          self = send
          transport = system

        begin transports
        system:
          driver = smtp
          protocol = lmtp
          port = {Behind.EndPoint.Port}
          hosts_try_fastopen =

        """;
}
