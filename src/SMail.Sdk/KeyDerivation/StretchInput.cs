namespace SMail.Sdk.KeyDerivation;

/// <summary>What a password is stretched with; none of it is secret.</summary>
/// <param name="Realm">The deployment's id; keeps equal passwords of two deployments apart.</param>
/// <param name="Address">The account's address; goes in by its canonical form, so that no server can give all users one salt.</param>
/// <param name="AccountSalt">16 bytes, from the server.</param>
/// <param name="Parameters">The cost, from the server.</param>
public sealed record StretchInput(string Realm, MailAddress Address, ReadOnlyMemory<byte> AccountSalt, KdfParameters Parameters)
{
    /// <summary>The length of <see cref="AccountSalt"/>, in bytes.</summary>
    public const int AccountSaltSize = 16;
}
