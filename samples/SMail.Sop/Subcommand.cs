namespace SMail.Sop;

/// <summary>One subcommand: its name, what it takes, and what it does.</summary>
/// <param name="Name">As it is called.</param>
/// <param name="Usage">What stands behind the options, for people.</param>
/// <param name="Run">The work. It writes nothing to standard output before it knows that it succeeds.</param>
internal sealed record Subcommand(string Name, string Usage, Func<Arguments, Task> Run)
{
    /// <summary>Options without a value.</summary>
    internal IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Options with a value, at most once.</summary>
    internal IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Options with a value, any number of times.</summary>
    internal IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>How many arguments may stand behind the options.</summary>
    internal int MaxPositional { get; init; } = int.MaxValue;

    internal string Synopsis => string.Join(' ',
        [$"sop {Name}", .. Flags.Select(f => $"[{f}]"), .. Options.Select(o => $"[{o}=…]"), .. Lists.Select(l => $"[{l}=…]…"), Usage]).TrimEnd();
}
