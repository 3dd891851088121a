using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SMail.Sdk.Accounts;

/// <summary>Characters, typed or shown, that must not outlive their use: pinned, not printable, zeroed by <see cref="Dispose"/>. One thread at a time.</summary>
[DebuggerDisplay("[secret]")]
public sealed class SecretText : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private char[]? characters;

    private int length;

    internal SecretText(int capacity) => characters = GC.AllocateArray<char>(capacity, pinned: true);

    /// <summary>The characters, as a login takes them; zeros after <see cref="Dispose"/>, so keep the owner until the login has ended.</summary>
    /// <exception cref="ObjectDisposedException">They were zeroed.</exception>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlyMemory<char> Memory => Alive.AsMemory(0, length);

    private char[] Alive
    {
        get
        {
            ObjectDisposedException.ThrowIf(characters is null, this);
            return characters;
        }
    }

    /// <summary>Adds a character; false where there is no room.</summary>
    internal bool TryAdd(char character)
    {
        if (length == Alive.Length)
            return false;
        Alive[length++] = character;
        return true;
    }

    /// <summary>Takes the last character away, if there is one.</summary>
    internal void RemoveLast()
    {
        if (Memory.Length > 0)
            Alive[--length] = '\0';
    }

    /// <summary>Takes all characters away.</summary>
    internal void Clear()
    {
        Zero(Alive);
        length = 0;
    }

    /// <summary>Zeroes the characters.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref characters, null) is { } old)
            Zero(old);
    }

    /// <summary>Neither the content nor its length.</summary>
    public override string ToString() => "[secret]";

    private static void Zero(char[] old) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(old.AsSpan()));
}
