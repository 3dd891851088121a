namespace SMail.Sdk.Tests;

/// <summary>One call at a door or a storage: its name, and what was given.</summary>
/// <param name="Name">The facet and the method, such as <c>Accounts.Commit</c>; for a door the request's type.</param>
/// <param name="Arguments">Everything but the token.</param>
public sealed record Call(string Name, object?[] Arguments)
{
    /// <summary>The one argument of this type.</summary>
    public T Get<T>() => Arguments.OfType<T>().Single();
}

/// <summary>What a test does around the calls that pass a decorator. Each may throw; all may be set while the system runs.</summary>
public sealed class Hooks
{
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

    /// <summary>From here on nothing is interfered with.</summary>
    public void Clear() => (Before, After, Change) = (null, null, null);

    internal async ValueTask<T> AroundAsync<T>(string name, object?[] arguments, Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var call = new Call(name, arguments);
        if (Before is { } before)
            await before(call, cancellationToken);
        var answer = await work();
        if (After is { } after)
            await after(call, answer);
        return Change is { } change ? (T)change(call, answer)! : answer;
    }
}
