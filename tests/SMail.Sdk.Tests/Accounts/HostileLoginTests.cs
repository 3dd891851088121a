using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>A server that answers a login with something else than what the account has.</summary>
public sealed class HostileLoginTests(People people) : IClassFixture<People>, IDisposable
{
    private TestSystem System => people.System;

    public void Dispose() => System.Door.Hooks.Clear();

    [Theory]
    [InlineData("wrapped")]
    [InlineData("keys")]
    [InlineData("share")]
    [InlineData("account")]
    [InlineData("wrapped keys")]
    [InlineData("wrapped keys share")]
    [InlineData("wrapped keys share account")]
    public async Task Parts_of_another_account_are_refused(string parts)
    {
        LoginGrant? theirs = null;
        System.Door.Hooks.ChangeAnswers<Answer<LoginGrant>>(answer =>
        {
            theirs = answer.Value;
            return answer;
        });
        // The same password, so that only the account tells them apart.
        await using var bobby = await System.LoginAsync("bobby");
        var share = await ShareOfAsync("bobby");
        System.Door.Hooks.ChangeAnswers<Answer<LoginGrant>>(answer => answer with { Value = Mix(answer.Value!, theirs!, share, parts) });
        Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
    }

    [Fact]
    public async Task Records_in_each_others_place_are_refused()
    {
        ChangeGrant(grant => grant with { WrappedAccountKey = grant.SecretKeys, SecretKeys = grant.WrappedAccountKey });
        Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
        ChangeGrant(grant => grant with { SecretKeys = grant.WrappedAccountKey });
        Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
    }

    [Fact]
    public async Task A_flipped_bit_in_a_record_is_refused()
    {
        for (var i = 0; i < 12; i++)
        {
            var (at, isWrap) = (i * 37, i % 2 == 0);
            ChangeGrant(grant => isWrap ? grant with { WrappedAccountKey = Flip(grant.WrappedAccountKey, at) } : grant with { SecretKeys = Flip(grant.SecretKeys, at) });
            Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
        }
    }

    [Fact]
    public async Task A_server_that_asks_for_cheap_or_costly_stretching_is_refused_before_it_gets_a_proof()
    {
        var calls = 0;
        foreach (var parameters in new[]
        {
            KdfParameters.Constrained with { MemoryKiB = 8 }, KdfParameters.Constrained with { Passes = 1 }, KdfParameters.Constrained with { Passes = 1000 },
            KdfParameters.Constrained with { MemoryKiB = int.MaxValue }, KdfParameters.Constrained with { Lanes = 4 }, KdfParameters.Constrained with { Algorithm = 0 },
        })
        {
            System.Door.Hooks.ChangeAnswers<Answer<LoginParameters>>(answer => answer with { Value = answer.Value! with { Kdf = parameters } });
            System.Door.Hooks.Before = (call, _) => Task.FromResult(calls += call.Name == nameof(LoginRequest) ? 1 : 0);
            Assert.Equal(SMailError.KeyDerivationRefused, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
        }

        System.Door.Hooks.ChangeAnswers<Answer<LoginParameters>>(answer => answer with { Value = answer.Value! with { Protocol = LoginProtocol.Opaque } });
        Assert.Equal(SMailError.KeyDerivationRefused, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task A_server_that_gives_another_salt_lets_nobody_in()
    {
        System.Door.Hooks.ChangeAnswers<Answer<LoginParameters>>(answer => answer with { Value = answer.Value! with { Salt = default } });
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
    }

    [Fact]
    public async Task An_answer_without_a_value_is_a_server_that_failed()
    {
        System.Door.Hooks.ChangeAnswers<Answer<LoginGrant>>(answer => answer with { Value = null });
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => System.LoginAsync("alice")));
    }

    private void ChangeGrant(Func<LoginGrant, LoginGrant> change) =>
        System.Door.Hooks.ChangeAnswers<Answer<LoginGrant>>(answer => answer with { Value = change(answer.Value!) });

    private static LoginGrant Mix(LoginGrant mine, LoginGrant theirs, byte[] share, string parts) => mine with
    {
        WrappedAccountKey = parts.Contains("wrapped", StringComparison.Ordinal) ? theirs.WrappedAccountKey : mine.WrappedAccountKey,
        SecretKeys = parts.Contains("keys", StringComparison.Ordinal) ? theirs.SecretKeys : mine.SecretKeys,
        Share = parts.Contains("share", StringComparison.Ordinal) ? KeyShare.FromBytes(share) : mine.Share,
        Token = parts.Contains("account", StringComparison.Ordinal) ? mine.Token with { Account = theirs.Token.Account } : mine.Token,
    };

    /// <summary>The share of the key that the server gives an account; the client zeroes the one it gets.</summary>
    private async Task<byte[]> ShareOfAsync(string name)
    {
        byte[] share = [];
        ChangeGrant(grant =>
        {
            share = grant.Share.Span.ToArray();
            return grant;
        });
        await using var session = await System.LoginAsync(name);
        return share;
    }

    // Not in the format and the lengths of the header: without those it is no record, and does not cross.
    private static SealedRecord Flip(SealedRecord record, int at)
    {
        var bytes = record.Bytes.ToArray();
        bytes[^(1 + (at % (bytes.Length / 2)))] ^= 4;
        return SealedRecord.Parse(bytes);
    }
}
