using SMail.OpenPgp;

namespace SMail.Sop;

/// <summary>The KEYS arguments, unlocked; zeroed on disposal.</summary>
internal sealed class SecretKeys : IDisposable
{
    private readonly List<SecretKey> all = [];

    internal IReadOnlyList<SecretKey> All => all;

    /// <summary>Why the last of the keys that stayed locked did; null when all are open.</summary>
    internal SopException? Locked { get; private set; }

    /// <exception cref="SopException">One is not there, does not hold secret keys, or stays locked.</exception>
    internal static SecretKeys Read(IEnumerable<string> names, IReadOnlyList<string> passwords)
    {
        var keys = ReadSome(names, passwords);
        if (keys.Locked is not { } locked)
            return keys;
        keys.Dispose();
        throw locked;
    }

    /// <summary>Like <see cref="Read"/>, and passes over keys that stay locked: another may do.</summary>
    internal static SecretKeys ReadSome(IEnumerable<string> names, IReadOnlyList<string> passwords)
    {
        var keys = new SecretKeys();
        var options = new UnlockOptions { Passwords = Passwords.ReadKnown(passwords) };
        try
        {
            foreach (var name in names)
                keys.Add(name, Indirect.Read(name), options);
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <exception cref="SopException">It does not hold secret keys, or one stays locked.</exception>
    internal static SecretKeys ReadInput(IReadOnlyList<string> passwords)
    {
        var keys = new SecretKeys();
        keys.Add(Standard.InputName, Standard.ReadInput(), new() { Passwords = Passwords.ReadKnown(passwords) });
        return keys.Locked is { } locked ? throw locked : keys;
    }

    /// <summary>Keys that can all sign.</summary>
    /// <exception cref="SopException">One cannot.</exception>
    internal static SecretKeys ReadSigners(IReadOnlyList<string> names, IReadOnlyList<string> passwords)
    {
        var keys = Read(names, passwords);
        if (keys.all.TrueForAll(key => key.CanSign(TimeProvider.System.GetUtcNow())))
            return keys;
        keys.Dispose();
        throw new SopException(ExitCode.KeyCannotSign, "One of the keys cannot sign: expired, revoked, or not made for it.");
    }

    private void Add(string name, byte[] bytes, UnlockOptions options)
    {
        try
        {
            all.AddRange(Secrets.Use(bytes, b => Failures.Named(name, () => SecretKey.ReadAll(b, options))));
        }
        catch (SopException e) when (e.Code == ExitCode.KeyIsProtected)
        {
            Locked = e;
        }
    }

    public void Dispose() => all.ForEach(key => key.Dispose());
}
