// Two people who never exchanged a key send each other sealed mail, with nothing but a name and a password.
//
//   dotnet run --project samples/SMail.Quickstart -c Release                 the story
//   dotnet run --project samples/SMail.Quickstart -c Release -- FILE.eml…    sends those files and proves that each came back byte for byte
//   … --story accounts                                                       the life of a password: change, hints, reset, old mail, keyboard
//   … --profile rfc9580                                                      with keys of version 6 instead of 4
//   … --data DIR                                                             keeps the mail there instead of in a temporary folder

using SMail.OpenPgp;
using SMail.Quickstart;
using SMail.Sdk;
using SMail.Sdk.Storage;

if (args.Any(argument => argument is "-h" or "--help"))
{
    Screen.Say("Usage: SMail.Quickstart [--data DIR] [--profile NAME] [--story mail|accounts] [FILE.eml ...]");
    Screen.Say("Without files: a short story, of two accounts or of one and its passwords. With files: each is sent from one account to another and compared byte for byte.");
    Screen.Say($"Profiles of keys: {string.Join(", ", OpenPgpProfile.All)}.");
    return 0;
}

var files = args.ToList();
string? data;
OpenPgpProfile? profile;
string story;
try
{
    story = TakeOption("--story") ?? "mail";
    if (story is not ("mail" or "accounts"))
        throw new ArgumentException($"There is no story {story}; there are mail and accounts.");
    data = TakeOption("--data") is { } folder ? Path.GetFullPath(folder) : null;
    var name = TakeOption("--profile") ?? OpenPgpProfile.Compatible.Name;
    profile = OpenPgpProfile.All.FirstOrDefault(known => known.Name == name)
        ?? throw new ArgumentException($"There is no profile {name}; there are {string.Join(" and ", OpenPgpProfile.All)}.");
}
catch (ArgumentException e)
{
    Screen.Error(e.Message);
    return 2;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupt.Cancel();
};
try
{
    await using var world = await World.StartAsync(data, profile, interrupt.Token);
    return files.Count == 0
        ? await (story == "mail" ? Story.TellAsync(world, interrupt.Token) : AccountStory.TellAsync(world, interrupt.Token))
        : await RoundTrip.RunAsync(world, files, interrupt.Token);
}
catch (SMailException e)
{
    Screen.Error($"{e.Code}: {e.Message}");
    return 2;
}
catch (StorageException e)
{
    Screen.Error($"{e.Code}: {e.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Screen.Error("Interrupted.");
    return 130;
}

string? TakeOption(string name)
{
    var at = files.IndexOf(name);
    if (at < 0)
        return null;
    var value = at + 1 < files.Count ? files[at + 1] : throw new ArgumentException($"{name} needs a value.");
    files.RemoveRange(at, 2);
    return value;
}
