// Two people who never exchanged a key send each other sealed mail, with nothing but a name and a password.
//
//   dotnet run --project samples/SMail.Quickstart -c Release                 the story
//   dotnet run --project samples/SMail.Quickstart -c Release -- FILE.eml…    sends those files and proves that each came back byte for byte

using SMail.Quickstart;
using SMail.Sdk;

if (args.Any(argument => argument is "-h" or "--help"))
{
    Screen.Say("Usage: SMail.Quickstart [FILE.eml ...]");
    Screen.Say("Without files: a short story of two accounts. With files: each is sent from one account to another and compared byte for byte.");
    return 0;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupt.Cancel();
};
try
{
    await using var world = await World.StartAsync(interrupt.Token);
    return args.Length == 0
        ? await Story.TellAsync(world, interrupt.Token)
        : await RoundTrip.RunAsync(world, args, interrupt.Token);
}
catch (SMailException e)
{
    Screen.Error($"{e.Code}: {e.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Screen.Error("Interrupted.");
    return 130;
}
