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
        SignaturePacket? newest = null, oldest = null;
        var isAnyMade = false;
        foreach (var binding in Bindings)
        {
            var info = binding.Info;
            if (info.Created <= at)
                isAnyMade = true;
            if (info.Created <= at && !info.IsExpired(at) && !(newest?.Info.Created >= info.Created))
                newest = binding;
            if (!(oldest?.Info.Created <= info.Created))
                oldest = binding;
        }
        return isAnyMade ? newest : oldest;
    }

    /// <summary>For keys: a hard revocation reaches back over all time, a soft one begins with its date.</summary>
    internal bool IsKeyRevokedAt(DateTimeOffset at) =>
        Revocations.Count > 0 && Revocations.Exists(r => r.Info.IsHardRevocation || r.Info.Created <= at);

    /// <summary>For user ids: a later certification takes a revocation back.</summary>
    internal bool IsUserRevokedAt(DateTimeOffset at)
    {
        if (Revocations.Count == 0)
            return false;
        // Whether the newest certification has expired does not matter: it does not bring an older one back.
        var certified = Bindings.Where(b => b.Info.Created <= at).Max(b => b.Info.Created);
        return Revocations.Exists(r => r.Info.Created <= at && !(r.Info.Created < certified));
    }
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
