namespace SMail.Interop.Tests;

/// <summary>Which program reads what: the rows of the theories.</summary>
public static class Matrix
{
    private static readonly (string Peer, Profile Profile)[] Pairs =
    [
        .. Programs.Others.Select(peer => (peer.Name, Profile.Compatible)),
        ("OpenPGP.js", Profile.Rfc9580),
    ];

    private static readonly (string Content, Form Form)[] Small =
    [
        .. Contents.Bytes.SelectMany(name => Enum.GetValues<Form>().Select(form => (name, form))),
        .. Contents.Texts.Keys.Select(name => (name, Form.Armored)),
    ];

    public static TheoryData<string, Profile> Peers => [.. Pairs];

    /// <summary>Everything small, armored and binary.</summary>
    public static TheoryData<string, Profile, string, Form> Messages => Cross(Small);

    /// <summary>The same, and a large one.</summary>
    public static TheoryData<string, Profile, string, Form> MessagesAndLarge => Cross([.. Small, (Contents.Large, Form.Binary)]);

    /// <summary>Where the content makes no difference.</summary>
    public static TheoryData<string, Profile, string, Form> FewMessages =>
        Cross([(Contents.Empty, Form.Binary), (Contents.OneByte, Form.Armored), (Contents.Random, Form.Binary), (Contents.Mixed, Form.Armored)]);

    public static TheoryData<string, Profile, string> Texts =>
        [.. Pairs.SelectMany(_ => Contents.Texts.Keys, (pair, text) => (pair.Peer, pair.Profile, text))];

    private static TheoryData<string, Profile, string, Form> Cross((string Content, Form Form)[] rows) =>
        [.. Pairs.SelectMany(_ => rows, (pair, row) => (pair.Peer, pair.Profile, row.Content, row.Form))];
}
