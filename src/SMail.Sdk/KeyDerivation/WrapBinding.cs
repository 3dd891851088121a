namespace SMail.Sdk.KeyDerivation;

/// <summary>What a client knows of a wrap before it opens it: how it logged in, and as whom.</summary>
/// <param name="Protocol">The login protocol.</param>
/// <param name="Parameters">The cost of stretching.</param>
/// <param name="AccountSalt">16 bytes.</param>
/// <param name="Account">The account.</param>
public sealed record WrapBinding(LoginProtocol Protocol, KdfParameters Parameters, ReadOnlyMemory<byte> AccountSalt, AccountId Account)
{
    /// <summary>Compares the salt by its bytes.</summary>
    public bool Equals(WrapBinding? other) => other is not null && Protocol == other.Protocol && Parameters == other.Parameters
        && Account == other.Account && AccountSalt.Span.SequenceEqual(other.AccountSalt.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, Parameters, Account);
}
