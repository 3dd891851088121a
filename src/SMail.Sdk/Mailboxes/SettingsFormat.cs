using System.Security.Cryptography;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Mailboxes;

/// <summary>What the account's owner chose: one byte of format, one of <see cref="OpenMailPolicy"/>.</summary>
internal sealed class SettingsFormat : RecordFormat<MailSettings>
{
    private const byte Format = 1;

    public static RecordId Record { get; } = Id.FromBytes<RecordId>(SHA256.HashData(new LengthPrefixed().AddText(Labels.Settings).Written).AsSpan(0, 16));

    public override string Kind => "settings";

    public override MailSettings Read(ReadOnlySpan<byte> content) =>
        content is [Format, var policy] && Enum.IsDefined((OpenMailPolicy)policy)
            ? new MailSettings((OpenMailPolicy)policy)
            : throw new SMailException(SMailError.KeysDamaged, "The account's settings can't be read.");

    public override byte[] Write(MailSettings value) => [Format, (byte)value.OpenMail];
}

/// <summary>What the account's owner chose.</summary>
/// <param name="OpenMail">Whether mail may leave in the open.</param>
internal sealed record MailSettings(OpenMailPolicy OpenMail);
