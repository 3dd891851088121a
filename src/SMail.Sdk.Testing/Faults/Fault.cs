using SMail.Sdk.Storage;

namespace SMail.Sdk.Testing.Faults;

/// <summary>One thing a provider does wrong.</summary>
public abstract class Fault
{
    private protected Fault()
    {
    }

    /// <summary>The call fails and does nothing.</summary>
    public static Fault Throws(StorageError code) => new Failure(code, afterWork: false);

    /// <summary>The call does its work, and its caller hears that it failed: an answer lost on the way.</summary>
    public static Fault LosesAnswer(StorageError code) => new Failure(code, afterWork: true);

    /// <summary>The call does nothing and does not come back until its token is cancelled.</summary>
    public static Fault Stalls() => new Stall();

    /// <summary>The call does its work and answers something else. Answers of other types stay as they are.</summary>
    public static Fault Lies<T>(Func<T, T> change) => new Lie(answer => answer is T of ? change(of) : answer);

    internal virtual Task BeforeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal virtual object? After(object? answer) => answer;

    private sealed class Failure(StorageError code, bool afterWork) : Fault
    {
        internal override Task BeforeAsync(CancellationToken cancellationToken) => afterWork ? Task.CompletedTask : throw Made();

        internal override object? After(object? answer) => afterWork ? throw Made() : answer;

        private StorageException Made() => new(code, "A fault that a test injected.");
    }

    private sealed class Stall : Fault
    {
        internal override Task BeforeAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class Lie(Func<object?, object?> change) : Fault
    {
        internal override object? After(object? answer) => change(answer);
    }
}

/// <summary>A fault and the calls it waits for.</summary>
public sealed class InjectedFault
{
    private readonly int at;
    private readonly int times;
    private readonly Func<Call, bool> fits;
    private int seen;

    internal InjectedFault(Fault fault, int at, Func<Call, bool> fits, int times) => (Fault, this.at, this.fits, this.times) = (fault, at, fits, times);

    /// <summary>How often it has happened so far.</summary>
    public int Count => Math.Clamp(Volatile.Read(ref seen) - at + 1, 0, times);

    internal Fault Fault { get; }

    internal bool Strikes(Call call)
    {
        if (!fits(call))
            return false;
        var number = Interlocked.Increment(ref seen);
        return number >= at && number - at < times;
    }
}
