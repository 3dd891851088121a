namespace SMail.Sdk.Tests.Architecture;

/// <summary>Which room of the house may use which, read from the compiled code.</summary>
public sealed class RoomTests : IDisposable
{
    private static readonly string[] ClientRooms = ["SMail.Sdk.Accounts", "SMail.Sdk.KeyDerivation", "SMail.Sdk.Mailboxes", "SMail.Sdk.Messages"];
    private static readonly string[] ServerRooms = ["SMail.Sdk.Server", "SMail.Sdk.Delivery", "SMail.Sdk.Storage", "SMail.Sdk.Transport"];

    /// <summary>What seals mail that arrived in the open needs of Messages: it reads and writes summaries, and opens none.</summary>
    private static readonly string[] SummaryWriting =
    [
        "SMail.Sdk.Messages.ArrivalMark", "SMail.Sdk.Messages.ArrivalReader", "SMail.Sdk.Messages.MailInspector", "SMail.Sdk.Messages.MailSummary",
        "SMail.Sdk.Messages.SummaryContent", "SMail.Sdk.Messages.SummaryWriter", "SMail.Sdk.Messages.ZeroingStream",
    ];

    /// <summary>What puts the halves together; the only code that knows both.</summary>
    private static readonly string[] Composition =
    [
        "SMail.Sdk.SMailClient", "SMail.Sdk.SMailServer", "SMail.Sdk.SMailSystem", "SMail.Sdk.SMailOptions", "SMail.Sdk.SMailOptionsCheck",
        "SMail.Sdk.SMailOptionsValidator", "SMail.Sdk.SMailServiceCollectionExtensions",
    ];

    private readonly Compiled sdk = new(typeof(SMailSystem).Assembly);

    public void Dispose() => sdk.Dispose();

    [Fact]
    public void Nothing_below_the_seal_line_uses_a_room_above_it()
    {
        Assertions.AssertNone(sdk.Uses().Where(use => IsIn(use.User, ServerRooms) && IsIn(use.Type, ClientRooms) && !(IsIn(use.User, ["SMail.Sdk.Delivery"]) && SummaryWriting.Contains(use.Type))));
        Assert.Contains(sdk.Uses(), use => use.User == "SMail.Sdk.SMailClient" && IsIn(use.Type, ClientRooms));
    }

    [Fact]
    public void Nothing_below_the_seal_line_decrypts_signs_or_holds_a_key()
    {
        Assertions.AssertNone(sdk.Uses().Where(use => IsIn(use.User, ServerRooms) && NeedsSecrets(use) && !(use.User == "SMail.Sdk.Delivery.ArrivalSealer" && IsEncryption(use))));
        // The control: the client half does all of that, and the same question finds it.
        var found = sdk.Uses().Where(use => IsIn(use.User, ClientRooms) && NeedsSecrets(use)).ToList();
        Assert.Contains(found, use => use is { Type: "SMail.OpenPgp.Pgp", Member: "DecryptAsync" });
        Assert.Contains(found, use => use is { Type: "SMail.OpenPgp.Pgp", Member: "SignDetachedAsync" });
        Assert.Contains(found, use => use.Type == "SMail.OpenPgp.SecretKey" && use.User == "SMail.Sdk.Accounts.MailSession");
        Assert.Contains(found, use => use is { Type: "SMail.Sdk.SealedRecord", Member: "Seal" });
    }

    [Fact]
    public void No_client_room_reaches_below_the_door()
    {
        Assertions.AssertNone(sdk.Uses().Where(use => IsIn(use.User, ClientRooms) && IsBelowTheDoor(use.Type)));
        // The control: those who may, do.
        Assert.Contains(sdk.Uses(), use => use.User == "SMail.Sdk.SMailServer" && IsBelowTheDoor(use.Type));
        Assert.Contains(sdk.Uses(), use => use.User == "SMail.Sdk.Server.SubmissionDesk" && IsBelowTheDoor(use.Type));
    }

    [Fact]
    public void What_both_halves_share_uses_neither() =>
        Assertions.AssertNone(sdk.Uses().Where(use => IsShared(use.User) && (IsIn(use.Type, ClientRooms) || IsIn(use.Type, ServerRooms))));

    [Fact]
    public void Storage_and_transport_contracts_use_no_other_room()
    {
        Assertions.AssertNone(sdk.Uses().Where(use => use.User.StartsWith("SMail.Sdk.Storage.", StringComparison.Ordinal)
            && IsIn(use.Type, [.. ClientRooms, "SMail.Sdk.Server", "SMail.Sdk.Delivery", "SMail.Sdk.Transport"])));
        Assertions.AssertNone(sdk.Uses().Where(use => use.User.StartsWith("SMail.Sdk.Transport.", StringComparison.Ordinal)
            && (IsIn(use.Type, [.. ClientRooms, "SMail.Sdk.Storage", "SMail.Sdk.Delivery"]) || (IsIn(use.Type, ["SMail.Sdk.Server"]) && use.Type is not ("SMail.Sdk.Server.OpenMessage" or "SMail.Sdk.Server.RequestId")))));
    }

    [Fact]
    public void Every_type_is_in_a_room_or_shared_or_puts_the_halves_together()
    {
        var users = sdk.Uses().Select(use => use.User).Where(user => user.StartsWith("SMail.", StringComparison.Ordinal)).Distinct().ToList();
        Assertions.AssertNone(users.Where(user => !IsIn(user, ClientRooms) && !IsIn(user, ServerRooms) && !IsShared(user) && !Composition.Contains(user)));
        Assert.All(Composition, name => Assert.Contains(name, users));
        Assert.All(ClientRooms.Concat(ServerRooms), room => Assert.Contains(users, user => IsIn(user, [room])));
    }

    // The controls for what reading IL must see: closures, iterators, state machines, generics, method groups.
    [Theory]
    [InlineData(nameof(Controls.InAClosure), "DecryptAsync")]
    [InlineData(nameof(Controls.InAnAsyncMethodAsync), "GenerateKey")]
    [InlineData(nameof(Controls.InAnIterator), "ExportUnprotected")]
    [InlineData(nameof(Controls.AsAMethodGroup), "SignDetachedAsync")]
    [InlineData(nameof(Controls.AsATypeArgument), "")]
    public void Uses_are_found_wherever_they_hide(string where, string member)
    {
        using var tests = new Compiled(typeof(RoomTests).Assembly);
        Assert.Contains(tests.Uses(), use => use.User == $"{typeof(Controls).FullName}" && use.Member == member && NeedsSecrets(use));
        Assert.NotNull(typeof(Controls).GetMethod(where));
    }

    private static bool IsIn(string type, string[] rooms) => rooms.Any(room => type.StartsWith($"{room}.", StringComparison.Ordinal));

    private static bool IsShared(string type) => type.LastIndexOf('.') == "SMail.Sdk".Length && type.StartsWith("SMail.Sdk.", StringComparison.Ordinal) && !Composition.Contains(type);

    /// <summary>The secret side of OpenPGP and of sealed records.</summary>
    private static bool NeedsSecrets(Use use) => (use.Type, use.Member) switch
    {
        ("SMail.OpenPgp.SecretKey" or "SMail.OpenPgp.DecryptOptions" or "SMail.OpenPgp.DecryptedMessage" or "SMail.OpenPgp.SignOptions"
            or "SMail.OpenPgp.KeyGenerationOptions" or "SMail.OpenPgp.EncryptOptions" or "SMail.OpenPgp.Argon2id", _) => true,
        ("SMail.OpenPgp.Pgp", "DecryptAsync" or "GenerateKey" or "SignDetachedAsync" or "EncryptAsync" or "EncryptBodyAsync" or "PrepareBody") => true,
        ("SMail.Sdk.SealedRecord", "Open" or "Seal") => true,
        ("SMail.Sdk.Envelope", "Seal" or "TryOpen") => true,
        _ => false,
    };

    /// <summary>Sealing without signing, which needs no secret.</summary>
    private static bool IsEncryption(Use use) => (use.Type, use.Member) switch
    {
        ("SMail.OpenPgp.EncryptOptions", _) => true,
        ("SMail.OpenPgp.SignOptions", "set_Clock") => true,
        ("SMail.OpenPgp.Pgp", "EncryptBodyAsync" or "PrepareBody") => true,
        _ => false,
    };

    /// <summary>Storage, delivery, transport, and of the server what is no record of the door.</summary>
    private static bool IsBelowTheDoor(string type)
    {
        if (IsIn(type, ["SMail.Sdk.Storage", "SMail.Sdk.Delivery", "SMail.Sdk.Transport"]))
            return type != "SMail.Sdk.Delivery.DeliveryRouter";
        if (!IsIn(type, ["SMail.Sdk.Server"]))
            return false;
        var isPublic = typeof(SMailSystem).Assembly.GetType(type)!.IsPublic;
        return !isPublic ? type != "SMail.Sdk.Server.DoorAnswers" : type is "SMail.Sdk.Server.ServerSecrets" or "SMail.Sdk.Server.FileServerSecretProvider" or "SMail.Sdk.Server.IServerSecretProvider" or "SMail.Sdk.Server.ServerOptions" or "SMail.Sdk.Server.IAccountAdministration";
    }
}
