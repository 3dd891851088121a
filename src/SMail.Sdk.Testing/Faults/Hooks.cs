using System.Collections.Immutable;

namespace SMail.Sdk.Testing.Faults;

/// <summary>One call at a contract: its name, and what was given.</summary>
/// <param name="Name">The facet and the method, such as <c>Accounts.Commit</c>.</param>
/// <param name="Arguments">Everything but the token.</param>
public sealed record Call(string Name, object?[] Arguments)
{
    /// <summary>The one argument of this type.</summary>
    public T Get<T>() => Arguments.OfType<T>().Single();
}

/// <summary>What a test does around the calls that pass a decorator. Each may throw; all may be set while the system runs.</summary>
public sealed class Hooks
{
    private ImmutableList<InjectedFault> faults = [];

    /// <summary>Runs before the call goes on.</summary>
    public Func<Call, CancellationToken, Task>? Before { get; set; }

    /// <summary>Runs when the work is done and before its answer is handed back: what throws here loses the answer.</summary>
    public Func<Call, object?, Task>? After { get; set; }

    /// <summary>Puts another answer in place of the true one.</summary>
    public Func<Call, object?, object?>? Change { get; set; }

    /// <summary>Fails every call that fits, before it does anything.</summary>
    public void FailBefore(Func<Call, bool> fits, Func<Exception> fault) => Before = (call, _) => fits(call) ? throw fault() : Task.CompletedTask;

    /// <summary>Lets every call that fits do its work, and then loses the answer.</summary>
    public void FailAfter(Func<Call, bool> fits, Func<Exception> fault) => After = (call, _) => fits(call) ? throw fault() : Task.CompletedTask;

    /// <summary>Changes the answers of one type.</summary>
    public void ChangeAnswers<T>(Func<T, T> change) => Change = (_, answer) => answer is T of ? change(of) : answer;

    /// <summary>Does something wrong at the n-th call from now on, whatever else is set.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="at">At which call, from 1, of those that fit.</param>
    /// <param name="fits">Which calls are counted; null for all.</param>
    /// <param name="times">At how many calls, from that one on.</param>
    /// <returns>Says how often it has happened.</returns>
    public InjectedFault Inject(Fault fault, int at = 1, Func<Call, bool>? fits = null, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var injected = new InjectedFault(fault, at, fits ?? (_ => true), times);
        ImmutableInterlocked.Update(ref faults, (all, one) => all.Add(one), injected);
        return injected;
    }

    /// <summary>From here on nothing is interfered with.</summary>
    public void Clear() => (Before, After, Change, faults) = (null, null, null, []);

    /// <summary>Runs one call's work between the hooks; for decorators.</summary>
    /// <param name="name">The name of the call.</param>
    /// <param name="arguments">Everything but the token.</param>
    /// <param name="work">The call itself.</param>
    /// <param name="cancellationToken">The call's own token.</param>
    public async ValueTask<T> AroundAsync<T>(string name, object?[] arguments, Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var call = new Call(name, arguments);
        var struck = faults.FindAll(fault => fault.Strikes(call));
        if (Before is { } before)
            await before(call, cancellationToken);
        foreach (var injected in struck)
            await injected.Fault.BeforeAsync(cancellationToken);
        var answer = await work();
        if (After is { } after)
            await after(call, answer);
        foreach (var injected in struck)
            answer = (T)injected.Fault.After(answer)!;
        return Change is { } change ? (T)change(call, answer)! : answer;
    }
}
