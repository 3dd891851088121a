// Two people who never exchanged a key send each other sealed mail, with nothing but a name and a password.
//
//   dotnet run --project samples/SMail.Quickstart -c Release                 the story
//   dotnet run --project samples/SMail.Quickstart -c Release -- FILE.eml…    sends those files and proves that each came back byte for byte
//   … --data DIR                                                             keeps the mail there instead of in a temporary folder

using SMail.Quickstart;
using SMail.Sdk;
using SMail.Sdk.Storage;

if (args.Any(argument => argument is "-h" or "--help"))
{
    Screen.Say("Usage: SMail.Quickstart [--data DIR] [FILE.eml ...]");
    Screen.Say("Without files: a short story of two accounts. With files: each is sent from one account to another and compared byte for byte.");
    return 0;
}

var files = args.ToList();
string? data = null;
if (files.IndexOf("--data") is var at and >= 0)
{
    if (at + 1 >= files.Count)
    {
        Screen.Error("--data needs a folder.");
        return 2;
    }

    data = Path.GetFullPath(files[at + 1]);
    files.RemoveRange(at, 2);
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupt.Cancel();
};
try
{
    await using var world = await World.StartAsync(data, interrupt.Token);
    return files.Count == 0
        ? await Story.TellAsync(world, interrupt.Token)
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
