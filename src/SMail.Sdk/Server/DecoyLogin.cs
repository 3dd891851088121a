using System.Security.Cryptography;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>A login record of nobody, of the size of a real one: stored under the account id zero, to be read where there is none.</summary>
internal static class DecoyLogin
{
    private const int WrapSize = 209;

    public static RowValue Create(KdfParameters kdf) => RowCodec.Encode(
        new LoginRow
        {
            Address = MailAddress.Parse("nobody@decoy.invalid"),
            Login = new LoginParameters(LoginProtocol.Verifier, kdf, Id.Generate<AccountSalt>()),
            ShareVersion = 1,
            PepperVersion = 1,
            Generation = 1,
            Epoch = 1,
            Verifier = TokenHash.Of(""),
            WrappedAccountKey = SealedRecord.Parse(Wrap()),
        },
        RowJson.Default.LoginRow);

    private static byte[] Wrap()
    {
        var wrap = RandomNumberGenerator.GetBytes(WrapSize);
        wrap[0] = Envelope.Format;
        wrap.AsSpan(1, LengthPrefixed.PrefixSize).Clear(); // an empty header
        return wrap;
    }
}
