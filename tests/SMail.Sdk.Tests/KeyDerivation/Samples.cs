using SMail.Sdk.KeyDerivation;
using Stretcher = SMail.Sdk.KeyDerivation.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

/// <summary>Keys and inputs at a cost nobody should use outside tests.</summary>
internal static class Samples
{
    public static readonly KdfParameters Cheap = new(KdfAlgorithm.Argon2id, MemoryKiB: 8, Passes: 1, Lanes: 1);
    public static readonly byte[] Salt = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
    public static readonly byte[] Sigma = Enumerable.Repeat((byte)7, 32).ToArray();
    public static readonly AccountId Account = Id.FromBytes<AccountId>(Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
    public static readonly WrapBinding Binding = new(LoginProtocol.Verifier, KdfParameters.Interactive, Salt, Account);
    public static readonly WrapHeader Header = new(Binding, SigmaVersion: 1, Generation: 2, Epoch: 3);

    public static StretchInput Input(string realm = "test", string address = "alice@s-mail.test", byte[]? salt = null, KdfParameters? cost = null) =>
        new(realm, MailAddress.Parse(address), salt ?? Salt, cost ?? Cheap);

    public static StretchedPassword Stretch(string password = "test", StretchInput? input = null) =>
        Stretcher.WithoutFloor().StretchAsync(password.AsMemory(), input ?? Input()).GetAwaiter().GetResult();

    public static string Proof(string password = "test", StretchInput? input = null)
    {
        using var stretched = Stretch(password, input);
        using var proof = stretched.GetLoginProof();
        return Convert.ToHexString(proof.Span);
    }

    public static KeyEncryptionKey Key(string password = "test", byte[]? sigma = null)
    {
        using var stretched = Stretch(password);
        return stretched.Combine(sigma ?? Sigma);
    }

    public static SMailError ErrorOf(Action action) => Assert.Throws<SMailException>(action).Code;

    public static SealedRecord Flip(SealedRecord record, int bit)
    {
        var bytes = record.Bytes.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return SealedRecord.Parse(bytes);
    }
}
