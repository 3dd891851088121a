using SMail.Sdk.Transport.Smtp.Tests.Servers;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

public sealed class EximInFrontTests(Running<EximInFront> running) : InFrontTests<EximInFront>(running), IClassFixture<Running<EximInFront>>
{
    protected override string Trace => "by mx.s-mail.test with esmtp (Exim";
}
