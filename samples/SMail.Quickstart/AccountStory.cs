using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Quickstart;

/// <summary>The story of one account and its passwords: changed, mistyped, lost, recovered, reset, remembered, and typed with a mouse.</summary>
internal static class AccountStory
{
    private const string First = "correct horse battery staple";
    private const string Second = "Dora the duck drinks dew";

    public static async Task<int> TellAsync(World world, CancellationToken cancellationToken)
    {
        Screen.Heading("Dora has an account, and changes its password");
        MailAddress address;
        await using (var dora = await world.JoinAsync("dora", First, cancellationToken))
        {
            address = dora.Address;
            await world.Accounts.ChangePasswordAsync(dora, First.AsMemory(), Second.AsMemory(), Second.AsMemory(), cancellationToken);
            await world.Mailboxes.SendAsync(dora, new ComposedMail { To = ["dora"], Subject = "Note", Text = "The key is under the pot." }, cancellationToken);
            Screen.Pair("key", $"{dora.Fingerprint}");
        }

        Screen.Pair("old password", await TryAsync(world, First, cancellationToken));
        Screen.Pair("new password", await TryAsync(world, Second, cancellationToken));

        await MistypeAsync(world, cancellationToken);
        await RecoverAsync(world, cancellationToken);
        var isOpened = await ResetAsync(world, address, cancellationToken);
        await TypeOnScreenAsync(world, cancellationToken);

        Screen.Heading(isOpened ? "Done" : "Something is wrong: see above");
        Screen.Say(world.Farewell);
        return isOpened ? 0 : 1;
    }

    private static async Task MistypeAsync(World world, CancellationToken cancellationToken)
    {
        Screen.Heading("She types it with Caps Lock on; hints come from what was typed alone");
        var typed = string.Concat(Second.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))).AsMemory();
        Screen.Pair("login", await TryAsync(world, typed.ToString(), cancellationToken));
        Screen.Pair("hints", string.Join(", ", PasswordHints.For(typed, capsLockOn: true)));
        using var flipped = PasswordRetry.CaseFlipped.FindText(typed)!;
        await using var session = await world.Accounts.LoginAsync("dora", flipped.Memory, cancellationToken);
        Screen.Good($"retry {PasswordRetry.CaseFlipped.Kind}: logged in; each retry counts as an attempt");
    }

    private static async Task RecoverAsync(World world, CancellationToken cancellationToken)
    {
        Screen.Heading("She writes down a recovery phrase, and needs it");
        await using var dora = await world.Accounts.LoginAsync("dora", Second.AsMemory(), cancellationToken);
        using var phrase = await world.Accounts.CreateRecoveryPhraseAsync(dora, Second.AsMemory(), cancellationToken);
        Screen.Pair("phrase", string.Join(' ', phrase.Memory.ToString().Split(' ').Take(4)) + " and 20 more words, shown once");
        await using var again = await world.Accounts.RecoverAsync("dora", phrase.Memory, Second.AsMemory(), Second.AsMemory(), cancellationToken);
        Screen.Pair("key", $"{again.Fingerprint}, the same as before; the phrase is used up");
    }

    private static async Task<bool> ResetAsync(World world, MailAddress address, CancellationToken cancellationToken)
    {
        Screen.Heading("She forgets it. An administrator ends the login and hands over a token");
        var token = await world.Administration.IssueResetAsync(address, cancellationToken);
        Screen.Pair("token", $"{token.Value[..6]}…, good once and for a day");
        Screen.Pair("login", await TryAsync(world, Second, cancellationToken));
        await using var dora = await world.Accounts.RedeemResetAsync("dora", token, First.AsMemory(), First.AsMemory(), cancellationToken);
        Screen.Good("redeemed by her own client, which made new keys");
        Screen.Pair("key", $"{dora.Fingerprint}");

        Screen.Heading("Old mail is locked, until she remembers the old password");
        var note = await world.Mailboxes.ListAsync(dora, MailFolder.Inbox, cancellationToken).FirstAsync(cancellationToken);
        Screen.Pair("listed as", note.Verdict.ToString());
        await world.Accounts.UnlockLegacyAsync(dora, Second.AsMemory(), cancellationToken);
        using var opened = await world.Mailboxes.OpenAsync(dora, note.Entry, cancellationToken);
        Screen.Pair("opened", $"{opened.Text?.Trim()}  ({opened.Verdict})");
        return note.Verdict == MailVerdict.Locked && opened.Verdict == MailVerdict.Verified;
    }

    private static async Task TypeOnScreenAsync(World world, CancellationToken cancellationToken)
    {
        Screen.Heading("On a strange machine she clicks her password on keys that are shuffled at each opening");
        using var keyboard = ScreenKeyboard.Open(KeyboardLayoutName.UnitedStates);
        foreach (var row in keyboard.Rows)
            Screen.Say(string.Join(' ', row.Select(key => key.Plain)));
        foreach (var c in First)
        {
            if (c == ' ')
                keyboard.PressSpace();
            else
                keyboard.Press(keyboard.Rows.SelectMany(row => row).First(key => key.Plain == c));
        }

        await using var session = await world.Accounts.LoginAsync("dora", keyboard.Text, cancellationToken);
        Screen.Good($"{session.Address} is logged in");
    }

    private static async Task<string> TryAsync(World world, string password, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await world.Accounts.LoginAsync("dora", password.AsMemory(), cancellationToken);
            return "logged in";
        }
        catch (SMailException e) when (e.Code == SMailError.LoginFailed)
        {
            return $"refused: {e.Message}";
        }
    }
}
