using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>The passwords a locked key is tried with, and what trying may cost.</summary>
internal sealed record KeyPasswords(IReadOnlyList<ReadOnlyMemory<byte>> Passwords, S2kLimits Limits)
{
    internal static KeyPasswords None { get; } = new([], S2kLimits.Default);
}
