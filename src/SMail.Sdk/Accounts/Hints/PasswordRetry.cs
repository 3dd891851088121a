using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Accounts;

/// <summary>A change to what was typed that the user may choose to try: its kind, and never the text.</summary>
/// <remarks>
/// A retry is a login like any other: the user chooses it, it is never made alone, it counts as an attempt, and nothing
/// here or at the server says which change was the right one. A list of retries tells which layouts have the
/// password's characters: show it where the password was typed, and log it nowhere.
/// </remarks>
public sealed record PasswordRetry
{
    private PasswordRetry(PasswordRetryKind kind, KeyboardLayoutName? typedOn, KeyboardLayoutName? meant) => (Kind, TypedOn, Meant) = (kind, typedOn, meant);

    /// <summary>The other case.</summary>
    public static PasswordRetry CaseFlipped { get; } = new(PasswordRetryKind.CaseFlipped, null, null);

    /// <summary>What it changes.</summary>
    public PasswordRetryKind Kind { get; }

    /// <summary>The layout it was typed on; null where the case is flipped.</summary>
    public KeyboardLayoutName? TypedOn { get; }

    /// <summary>The layout that was meant; null where the case is flipped.</summary>
    public KeyboardLayoutName? Meant { get; }

    /// <summary>The same keys on another layout.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no name of a layout.</exception>
    public static PasswordRetry OnLayout(KeyboardLayoutName typedOn, KeyboardLayoutName meant) =>
        new(PasswordRetryKind.OtherLayout, KeyboardLayout.Get(typedOn).Name, KeyboardLayout.Get(meant).Name);

    /// <summary>The retries that make something of what was typed; of those that make the same, the first.</summary>
    public static IReadOnlyList<PasswordRetry> For(ReadOnlyMemory<char> typed)
    {
        var names = Enum.GetValues<KeyboardLayoutName>();
        var all = names.SelectMany(from => names.Where(to => to != from).Select(to => OnLayout(from, to))).Prepend(CaseFlipped);
        var (found, texts) = (new List<PasswordRetry>(), new List<SecretText>());
        try
        {
            foreach (var retry in all)
            {
                if (retry.FindText(typed) is not { } text)
                    continue;
                var isNew = !texts.Exists(other => other.Memory.Span.SequenceEqual(text.Memory.Span));
                texts.Add(text);
                if (isNew)
                    found.Add(retry);
            }
            return found;
        }
        finally
        {
            texts.ForEach(text => text.Dispose());
        }
    }

    /// <summary>The text to log in with, in a buffer the caller disposes after the login; null where it would not differ, is too long for a password, or has a character that a layout lacks.</summary>
    public SecretText? FindText(ReadOnlyMemory<char> typed)
    {
        if (typed.Length > PasswordNormalizer.MaxLength)
            return null;
        var text = new SecretText(typed.Length);
        foreach (var c in typed.Span)
        {
            if (Change(c) is { } changed && text.TryAdd(changed))
                continue;
            text.Dispose();
            return null;
        }
        if (!text.Memory.Span.SequenceEqual(typed.Span))
            return text;
        text.Dispose();
        return null;
    }

    private char? Change(char c) => TypedOn is { } from && Meant is { } to ? KeyboardLayout.Get(from).Translate(c, KeyboardLayout.Get(to)) : CaseFlip.Flip(c);
}
