using FsCheck;
using FsCheck.Xunit;
using SMail.Sdk.KeyDerivation;
using Stretcher = SMail.Sdk.KeyDerivation.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

public sealed class StretchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_input_changes_the_proof()
    {
        string[] proofs =
        [
            Samples.Proof(), Samples.Proof("TEST"), Samples.Proof("test "), Samples.Proof(" test"),
            Samples.Proof(input: Samples.Input(realm: "panel")),
            Samples.Proof(input: Samples.Input(address: "bob@s-mail.test")),
            Samples.Proof(input: Samples.Input(address: "alice@s-mail.example")),
            Samples.Proof(input: Samples.Input(salt: new byte[16])),
            Samples.Proof(input: Samples.Input(cost: Samples.Cheap with { MemoryKiB = 9 })),
            Samples.Proof(input: Samples.Input(cost: Samples.Cheap with { Passes = 2 })),
        ];
        Assert.Equal(proofs.Length, proofs.Distinct().Count());
    }

    [Property(MaxTest = 50)]
    public bool The_same_inputs_give_the_same_proof_and_another_salt_another(NonEmptyString realm, Guid salt, byte flipped)
    {
        if (!IsText(realm.Get))
            return true;
        var bytes = salt.ToByteArray();
        var first = Samples.Proof(input: Samples.Input(realm.Get, salt: bytes));
        var again = Samples.Proof(input: Samples.Input(realm.Get, salt: bytes));
        bytes[flipped % 16] ^= 1;
        return first == again && first != Samples.Proof(input: Samples.Input(realm.Get, salt: bytes));
    }

    [Fact]
    public void An_address_counts_by_its_canonical_form() =>
        Assert.Equal(Samples.Proof(), Samples.Proof(input: Samples.Input(address: "ALICE@S-Mail.TEST")));

    [Theory]
    [InlineData(1024 * 1024 + 1, 3, 1, 1)]
    [InlineData(65536, 11, 1, 1)]
    [InlineData(65536, 3, 2, 1)]
    [InlineData(65536, 3, 0, 1)]
    [InlineData(65536, 3, 1, 2)]
    [InlineData(65535, 3, 1, 1)]
    [InlineData(65536, 2, 1, 1)]
    [InlineData(19456, 2, 1, 1)]
    [InlineData(0, 0, 1, 1)]
    [InlineData(int.MinValue, int.MinValue, 1, 1)]
    [InlineData(int.MaxValue, int.MaxValue, 1, 1)]
    public async Task A_cost_out_of_bounds_is_refused_before_work(int memory, int passes, int lanes, int algorithm)
    {
        var input = Samples.Input(cost: new KdfParameters((KdfAlgorithm)algorithm, memory, passes, lanes));
        // Were the password looked at first, the error would be another.
        var error = await Assert.ThrowsAsync<SMailException>(() => new Stretcher(new KeyDerivationOptions()).StretchAsync("".AsMemory(), input, Token));
        Assert.Equal(SMailError.KeyDerivationRefused, error.Code);
    }

    [Fact]
    public async Task The_minimum_is_the_application_s_choice_between_bounds()
    {
        var sensitive = new Stretcher(new KeyDerivationOptions { MinimumProfile = KdfParameters.Sensitive });
        var error = await Assert.ThrowsAsync<SMailException>(() =>
            sensitive.StretchAsync("test".AsMemory(), Samples.Input(cost: KdfParameters.Interactive), Token));
        Assert.Equal(SMailError.KeyDerivationRefused, error.Code);
        foreach (var minimum in new[] { Samples.Cheap, KdfParameters.Constrained with { Passes = 1 }, KdfParameters.Interactive with { Passes = 11 } })
            Assert.Equal(SMailError.InvalidOptions, Samples.ErrorOf(() => _ = new Stretcher(new KeyDerivationOptions { MinimumProfile = minimum })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void A_salt_of_another_length_is_refused(int length) =>
        Assert.Equal(SMailError.KeyDerivationRefused, Samples.ErrorOf(() => Samples.Stretch(input: Samples.Input(salt: new byte[length]))));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Sigma_is_mandatory(int length)
    {
        using var stretched = Samples.Stretch();
        Assert.Equal(SMailError.KeyDerivationRefused, Samples.ErrorOf(() => stretched.Combine(new byte[length])));
    }

    [Fact]
    public async Task A_cancelled_call_does_not_begin() => await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
        Stretcher.WithoutFloor().StretchAsync("test".AsMemory(), Samples.Input(), new CancellationToken(canceled: true)));

    private static bool IsText(string text) => !FreeformClass.HasUnpairedSurrogate(text);
}
