using System.Security.Cryptography;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>A machine that can't make an account finds out before a name is taken for it.</summary>
public sealed class MachineCheckTests
{
    private static readonly MailAddress Address = MailAddress.Parse("alice@s-mail.test");
    private static readonly LoginParameters Parameters = new(LoginProtocol.Verifier, KdfParameters.Constrained, default);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task This_machine_is_fit_and_the_cost_is_tried_once()
    {
        var derivation = new Counting();
        var check = new MachineCheck("test", derivation);
        for (var i = 0; i < 3; i++)
            await check.CheckAsync(Address, Parameters, Token);
        Assert.Equal(1, derivation.Calls);
        await check.CheckAsync(Address, Parameters with { Kdf = KdfParameters.Constrained with { Passes = 3 } }, Token);
        Assert.Equal(2, derivation.Calls);
    }

    [Fact]
    public async Task Without_unicode_normalisation_it_is_not()
    {
        var check = new MachineCheck("test", new Counting()) { NfcWorks = false };
        Assert.Equal(SMailError.MachineUnfit, await Assertions.ErrorOfAsync(() => check.CheckAsync(Address, Parameters, Token)));
    }

    [Fact]
    public async Task Without_random_numbers_it_is_not()
    {
        var state = 0;
        Action<Span<byte>>[] broken =
        [
            bytes => bytes.Clear(),
            bytes => bytes.Fill(0xA7),
            bytes =>
            {
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)(i * 7);
            },
            bytes =>
            {
                RandomNumberGenerator.Fill(bytes);
                bytes.Slice(++state % 40, 8).Fill(1);
            },
        ];
        foreach (var random in broken)
        {
            var check = new MachineCheck("test", new Counting()) { Random = random };
            Assert.Equal(SMailError.MachineUnfit, await Assertions.ErrorOfAsync(() => check.CheckAsync(Address, Parameters, Token)));
        }

        Assert.True(Enumerable.Range(0, 10_000).All(_ => MachineCheck.IsRandom(RandomNumberGenerator.Fill)));
    }

    [Fact]
    public async Task A_machine_without_the_memory_reserves_nothing()
    {
        await using var system = await TestSystem.StartAsync();
        await using var other = await system.JoinAsync("bobby");
        var client = new SMailClient(system.Door, system.Options, new Counting { Fault = () => new SMailException(SMailError.KeyDerivationRefused, "No memory.", new InsufficientMemoryException()) });
        using var watch = new StorageWatch(system.Storage);
        Assert.Equal(SMailError.MachineUnfit, await Assertions.ErrorOfAsync(() => client.Accounts.ReserveAsync("alice", cancellationToken: Token)));
        Assert.Empty(watch.Changes);
        Assert.True((await system.Accounts.CheckNameAsync("alice", Token)).IsAvailable);
    }

    [Fact]
    public async Task A_server_that_asks_for_too_little_is_refused_before_anything_is_reserved()
    {
        await using var system = await TestSystem.StartAsync();
        await using var other = await system.JoinAsync("bobby");
        system.Door.Hooks.ChangeAnswers<Answer<LoginParameters>>(answer => answer with { Value = answer.Value! with { Kdf = KdfParameters.Constrained with { Passes = 1 } } });
        using var watch = new StorageWatch(system.Storage);
        Assert.Equal(SMailError.KeyDerivationRefused, await Assertions.ErrorOfAsync(() => system.Accounts.ReserveAsync("alice", cancellationToken: Token)));
        Assert.Empty(watch.Changes);
    }

    private sealed class Counting : IKeyDerivation
    {
        private readonly Sdk.KeyDerivation.KeyDerivation inner = Sdk.KeyDerivation.KeyDerivation.WithoutFloor();

        public int Calls { get; private set; }

        public Func<Exception>? Fault { get; init; }

        public Task<StretchedPassword> StretchAsync(ReadOnlyMemory<char> password, StretchInput input, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Fault is { } fault ? throw fault() : inner.StretchAsync(password, input, cancellationToken);
        }
    }
}
