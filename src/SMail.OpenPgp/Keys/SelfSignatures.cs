namespace SMail.OpenPgp;

/// <summary>The self-signatures of one part of a certificate that were verified (RFC 9580, section 5.2.3.10).</summary>
internal sealed class SelfSignatures
{
    internal List<SignaturePacket> Bindings { get; } = [];

    internal List<SignaturePacket> Revocations { get; } = [];

    /// <summary>The binding that holds at a time: the newest made by then that has not expired.</summary>
    /// <remarks>When all are newer, the oldest: tools that renew a binding tend to drop the one before it.</remarks>
    internal SignaturePacket? BindingAt(DateTimeOffset at)
    {
        var made = Bindings.Where(b => b.Info.Created <= at).ToList();
        return made.Count > 0
            ? made.Where(b => !b.Info.IsExpired(at)).MaxBy(b => b.Info.Created)
            : Bindings.MinBy(b => b.Info.Created);
    }

    /// <summary>For keys: a hard revocation reaches back over all time, a soft one begins with its date.</summary>
    internal bool IsKeyRevokedAt(DateTimeOffset at) =>
        Revocations.Exists(r => r.Info.IsHardRevocation || r.Info.Created <= at);

    /// <summary>For user ids: a later certification takes a revocation back.</summary>
    internal bool IsUserRevokedAt(DateTimeOffset at) =>
        BindingAt(at) is { } binding && Revocations.Exists(r => r.Info.Created <= at && r.Info.Created >= binding.Info.Created);
}

/// <summary>A user id or attribute with its self-signatures.</summary>
internal sealed record UserBinding(ReadOnlyMemory<byte> Raw, bool IsAttribute)
{
    internal SelfSignatures Signatures { get; } = new();
}

/// <summary>A subkey with its self-signatures; signing subkeys have a back-signature in each binding kept here.</summary>
internal sealed record SubkeyBinding(PublicKeyPacket Key)
{
    internal SelfSignatures Signatures { get; } = new();
}
