using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

/// <summary>The whole way from a password to what is shown, the key and the commitment, at a cost nobody should use.</summary>
public sealed class DerivationPropertyTests
{
    // Alphabets that compose and decompose, and some that do neither; then whatever else RFC 8264 allows.
    private static readonly Lazy<string[]> Common = new(() => Allowed((0x20, 0x17F), (0x300, 0x33F), (0x370, 0x52F), (0x1E00, 0x1FFF)));
    private static readonly Lazy<string[]> Any = new(() => Allowed((0, 0x10FFFF)));

    private sealed record Outcome(string Proof, string Key, string Commitment);

    private sealed record Inputs(string Password, string Realm, string Address, byte[] Salt, byte[] Sigma)
    {
        public Outcome Derive()
        {
            using var stretched = Samples.Stretch(Password, Samples.Input(Realm, Address, Salt));
            using var proof = stretched.GetLoginProof();
            using var key = stretched.Combine(Sigma);
            return new(Convert.ToHexString(proof.Span), Convert.ToHexString(key.Key.Span), Convert.ToHexString(key.Commitment.Span));
        }
    }

    [Property(MaxTest = 200)]
    public Property The_same_inputs_give_the_same_keys() => Prop.ForAll(InputsOf().ToArbitrary(),
        x => x.Derive() == (x with { Salt = [.. x.Salt], Sigma = [.. x.Sigma] }).Derive());

    [Property(MaxTest = 200)]
    public Property Each_input_changes_the_keys() => Prop.ForAll(InputsOf().ToArbitrary(), Gen.Choose(0, 127).ToArbitrary(), (x, bit) =>
    {
        Inputs[] all =
        [
            x, x with { Password = x.Password + "x" }, x with { Password = " " + x.Password }, x with { Realm = x.Realm + "x" },
            x with { Address = "x" + x.Address }, x with { Address = x.Address + "x" }, x with { Salt = Flip(x.Salt, bit) },
            // What moves from one field to the next is another input too.
            x with { Realm = x.Realm + x.Address[0], Address = x.Address[1..] },
        ];
        var outcomes = all.Select(inputs => inputs.Derive()).ToArray();
        AssertDistinct(outcomes.Select(o => o.Proof));
        AssertDistinct(outcomes.SelectMany(o => new[] { o.Proof, o.Key, o.Commitment }));
    });

    [Property(MaxTest = 200)]
    public Property Sigma_changes_key_and_commitment_and_not_the_proof() => Prop.ForAll(InputsOf().ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (x, bit) =>
    {
        var (one, other) = (x.Derive(), (x with { Sigma = Flip(x.Sigma, bit) }).Derive());
        return one.Proof == other.Proof && one.Key != other.Key && one.Commitment != other.Commitment;
    });

    [Property(MaxTest = 1000)]
    public Property A_Unicode_password_is_one_in_NFC_and_NFD() => Prop.ForAll(Passwords().ToArbitrary(), password =>
    {
        string Proof(NormalizationForm form) => Samples.Proof(password.Normalize(form));
        return Samples.Proof(password) == Proof(NormalizationForm.FormC) && Proof(NormalizationForm.FormC) == Proof(NormalizationForm.FormD);
    });

    private static Gen<Inputs> InputsOf() =>
        from password in Passwords()
        from realm in Gen.Elements("test", "panel", "s-mail.example")
        from local in Gen.Choose(1000, 9999)
        from domain in Gen.Elements("s-mail.test", "xn--bcher-kva.example")
        from salt in BytesOf(16)
        from sigma in BytesOf(32)
        select new Inputs(password, realm, $"ab{local}@{domain}", salt, sigma);

    // A few characters are allowed beside certain others only; such a mixture is drawn again.
    private static Gen<string> Passwords() =>
        from length in Gen.Choose(1, 24)
        from characters in Gen.OneOf(Gen.Elements(Common.Value), Gen.Elements(Any.Value)).ArrayOf(length)
        let password = string.Concat(characters)
        where FreeformClass.IsValid(password.Normalize(NormalizationForm.FormC))
        select password;

    private static Gen<byte[]> BytesOf(int length) => Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf(length);

    private static string[] Allowed(params (int First, int Last)[] ranges) => [.. ranges
        .SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1))
        .Where(Rune.IsValid).Select(code => new Rune(code).ToString()).Where(text => FreeformClass.IsValid(text))];

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static void AssertDistinct(IEnumerable<string> values)
    {
        var all = values.ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
    }
}
