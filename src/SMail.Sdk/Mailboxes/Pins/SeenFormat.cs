using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using SMail.Sdk.Accounts;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>Which entry each submission of a month was opened as: 32 bytes for each, filled up with zeros.</summary>
internal sealed class SeenFormat : RecordFormat<ImmutableDictionary<SubmissionId, EntryId>>
{
    /// <summary>The most submissions of a month that are remembered.</summary>
    public const int MaxEntries = 16_384;

    private const int IdSize = 16;
    private const int Step = 4096;

    // Whoever signs chooses the time. Nothing is older than this SDK, so nobody can make records without end.
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override string Kind => "seen";

    /// <summary>The record of a month and folder; a letter to oneself is one submission in two folders.</summary>
    public static RecordId RecordOf(MailFolder folder, DateTimeOffset signed)
    {
        var month = (signed < Earliest ? Earliest : signed).UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var text = folder == MailFolder.Sent ? "sent" : "inbox";
        return Id.FromBytes<RecordId>(SHA256.HashData(new LengthPrefixed().AddText(Labels.Seen).AddText(text).AddText(month).Written).AsSpan(0, IdSize));
    }

    public override ImmutableDictionary<SubmissionId, EntryId> Read(ReadOnlySpan<byte> content)
    {
        if (content.Length % (2 * IdSize) != 0)
            throw new SMailException(SMailError.KeysDamaged, "The list of opened messages can't be read.");
        var seen = ImmutableDictionary.CreateBuilder<SubmissionId, EntryId>();
        for (; !content.IsEmpty; content = content[(2 * IdSize)..])
        {
            var submission = Id.FromBytes<SubmissionId>(content[..IdSize]);
            if (submission != default)
                seen[submission] = Id.FromBytes<EntryId>(content.Slice(IdSize, IdSize));
        }

        return seen.ToImmutable();
    }

    public override byte[] Write(ImmutableDictionary<SubmissionId, EntryId> value)
    {
        var size = value.Count * 2 * IdSize;
        var bytes = new byte[(size + Step - 1) / Step * Step];
        var rest = bytes.AsSpan();
        foreach (var (submission, entry) in value)
        {
            submission.ToBytes().CopyTo(rest);
            entry.ToBytes().CopyTo(rest[IdSize..]);
            rest = rest[(2 * IdSize)..];
        }

        return bytes;
    }
}
