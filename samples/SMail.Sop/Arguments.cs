namespace SMail.Sop;

/// <summary>The arguments of one call, taken apart by what its subcommand takes.</summary>
internal sealed class Arguments
{
    private readonly HashSet<string> flags = [];
    private readonly List<(string Name, string Value)> values = [];
    private readonly List<string> positional = [];

    /// <exception cref="SopException">An option that is unknown, given twice, without its value or with one it does not take.</exception>
    internal static Arguments Parse(Subcommand subcommand, ReadOnlySpan<string> args)
    {
        var arguments = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                arguments.positional.AddRange(args[(i + 1)..]);
                break;
            }
            if (args[i].Length < 2 || args[i][0] != '-')
                arguments.positional.Add(args[i]);
            else if (subcommand.Flags.Contains(args[i]))
                arguments.flags.Add(args[i]);
            else
                arguments.AddValue(subcommand, args, ref i);
        }
        return arguments.positional.Count <= subcommand.MaxPositional
            ? arguments
            : throw new SopException(ExitCode.UnsupportedOption, $"{subcommand.Name} takes fewer arguments.");
    }

    internal IReadOnlyList<string> Positional => positional;

    internal bool Has(string flag) => flags.Contains(flag);

    internal bool Armor => !Has("--no-armor");

    internal string? Value(string option) => values.Find(v => v.Name == option).Value;

    internal IReadOnlyList<string> Values(string option) => [.. values.Where(v => v.Name == option).Select(v => v.Value)];

    /// <summary>The value of an option that takes one of a few words; the first of them where it is not given.</summary>
    internal string Choice(string option, params ReadOnlySpan<string> choices)
    {
        var value = Value(option) ?? choices[0];
        return choices.Contains(value) ? value : throw new SopException(ExitCode.UnsupportedOption, $"{option} takes {string.Join(", ", choices!)}.");
    }

    /// <exception cref="SopException">There are fewer.</exception>
    internal IReadOnlyList<string> AtLeastOne(int skip, string what) =>
        positional.Count > skip ? positional[skip..] : throw Missing(what);

    internal static SopException Missing(string what) => new(ExitCode.MissingArg, $"{what} is missing.");

    private void AddValue(Subcommand subcommand, ReadOnlySpan<string> args, ref int i)
    {
        var equals = args[i].IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? args[i] : args[i][..equals];
        if (!subcommand.Options.Contains(name) && !subcommand.Lists.Contains(name))
            throw new SopException(ExitCode.UnsupportedOption, $"{subcommand.Name} does not take {name} here.");
        if (subcommand.Options.Contains(name) && Value(name) is not null)
            throw new SopException(ExitCode.IncompatibleOptions, $"{name} is there twice.");
        if (equals >= 0)
            values.Add((name, args[i][(equals + 1)..]));
        else
            values.Add(++i < args.Length ? (name, args[i]) : throw Missing($"The value of {name}"));
    }
}
