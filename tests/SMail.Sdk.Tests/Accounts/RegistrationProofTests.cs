using SMail.OpenPgp;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>The key of a new account signs what is registered; whoever changes a part of it at the raw door is refused.</summary>
public sealed class RegistrationProofTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestSystem System => people.System;

    [Fact]
    public async Task The_request_as_it_is_is_taken()
    {
        var request = await PrepareAsync("as-it-is");
        Assert.Null((await System.Server.Door.CompleteRegistrationAsync(request, Token)).Error);
        await using var session = await System.LoginAsync("as-it-is");
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        using var other = NewKey("<another-key@s-mail.test>");
        await AssertRefusedAsync("another-key", request => request with { Certificate = new CertificateBytes(other.Certificate.ToBytes()) });
    }

    [Fact]
    public async Task Another_key_with_its_own_signature_must_be_for_the_same_registration()
    {
        using var other = NewKey("<mallory@s-mail.test>");
        var request = await PrepareAsync("own-signature");
        foreach (var realm in new[] { "test", "another realm" })
        {
            var statement = RegistrationStatement.Create(realm, Id.Generate<AccountId>(), request.Address, other.Certificate.Fingerprint);
            using var data = new MemoryStream(statement);
            var signature = await Pgp.SignDetachedAsync(data, new SignOptions { Signers = [other], Clock = System.Clock }, Token);
            await AssertRefusedAsync(request with { Certificate = new CertificateBytes(other.Certificate.ToBytes()), KeySignature = new SignatureBytes(signature) });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_missing_or_malformed_signature_is_refused(int length) =>
        await AssertRefusedAsync($"missing{length}", request => request with { KeySignature = new SignatureBytes(new byte[length]) });

    [Fact]
    public async Task A_signature_with_a_flipped_bit_is_refused()
    {
        var request = await PrepareAsync("flipped");
        for (var at = 0; at < request.KeySignature.Bytes.Length; at += 7)
        {
            var bytes = request.KeySignature.Bytes.ToArray();
            bytes[at] ^= 0x10;
            var answer = await System.Server.Door.CompleteRegistrationAsync(request with { KeySignature = new SignatureBytes(bytes) }, Token);
            Assert.True(answer.Error is { Code: SMailError.InvalidRequest }, $"byte {at}");
        }
    }

    [Fact]
    public async Task Another_address_is_refused()
    {
        var (mine, theirs) = (await PrepareAsync("my-own"), await PrepareAsync("their-own"));
        await AssertRefusedAsync(mine with { Address = theirs.Address }, SMailError.ReservationLapsed);
        await AssertRefusedAsync(mine with { Address = theirs.Address, ReservationToken = theirs.ReservationToken });
        await AssertRefusedAsync(mine with { Address = theirs.Address, ReservationToken = theirs.ReservationToken, Login = theirs.Login });
        await AssertRefusedAsync(mine with { Address = MailAddress.Parse("nobody-here@s-mail.test") }, SMailError.ReservationLapsed);
    }

    [Fact]
    public async Task Another_realm_is_refused()
    {
        var options = new SMailOptions { Realm = "another realm", Clock = System.Clock }.UseDomain(TestSystem.Domain);
        options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        var elsewhere = new SMailClient(System.Door, options);
        using var registration = await elsewhere.Accounts.ReserveAsync("other-realm", cancellationToken: Token);
        using var watch = new StorageWatch(System.Storage);
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() =>
            elsewhere.Accounts.CompleteAsync(registration, TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token)));
        Assert.Empty(watch.Changes);
    }

    [Fact]
    public async Task A_wrong_token_is_refused() =>
        await AssertRefusedAsync("wrong-token", request => request with { ReservationToken = ReservationToken.Generate() }, SMailError.ReservationLapsed);

    [Fact]
    public async Task Other_parameters_or_a_share_that_never_was_are_refused()
    {
        var request = await PrepareAsync("parameters");
        await AssertRefusedAsync(request with { Login = request.Login with { Kdf = KdfParameters.Sensitive } });
        await AssertRefusedAsync(request with { Login = request.Login with { Salt = Id.Generate<AccountSalt>() } });
        await AssertRefusedAsync(request with { Login = request.Login with { Protocol = LoginProtocol.Opaque } });
        await AssertRefusedAsync(request with { ShareVersion = 2 });
        await AssertRefusedAsync(request with { ShareVersion = -1 });
    }

    private async Task AssertRefusedAsync(string name, Func<CompleteRegistrationRequest, CompleteRegistrationRequest> tamper, SMailError code = SMailError.InvalidRequest) =>
        await AssertRefusedAsync(tamper(await PrepareAsync(name)), code);

    private async Task AssertRefusedAsync(CompleteRegistrationRequest request, SMailError code = SMailError.InvalidRequest)
    {
        using var watch = new StorageWatch(System.Storage);
        Assert.Equal(code, await Assertions.ErrorOfAsync(System.Server.Door.CompleteRegistrationAsync(request, Token)));
        Assert.Empty(watch.Changes);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync(request.Address.LocalPart)));
    }

    /// <summary>The request an honest client would have sent.</summary>
    private async Task<CompleteRegistrationRequest> PrepareAsync(string name)
    {
        CompleteRegistrationRequest? caught = null;
        var registration = await System.Accounts.ReserveAsync(name, cancellationToken: Token);
        System.Door.Hooks.Before = (call, _) => call.Arguments is [CompleteRegistrationRequest request] ? throw new IOException($"{caught = request}") : Task.CompletedTask;
        await Assert.ThrowsAsync<IOException>(() => System.Accounts.CompleteAsync(registration, TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token));
        System.Door.Hooks.Clear();
        return caught!;
    }

    private SecretKey NewKey(string userId) => Pgp.GenerateKey(new KeyGenerationOptions { UserIds = [userId], Clock = System.Clock });
}
