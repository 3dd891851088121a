// Kills a process that sends mail, again and again, and looks at what is left; then one that changes its password, and two that have
// lost theirs and set another, one with a token and one with a recovery phrase. Then the memory of a server half is searched for what was sealed.
//
//   dotnet run --project tests/SMail.CrashTests -c Release                the short version, 20 kills
//   dotnet run --project tests/SMail.CrashTests -c Release -- --long      200 kills
//   … --kills N --seed S                                                  as many, at the same moments

using System.Globalization;
using SMail.CrashTests;

if (args is ["--child", var childFolder, var run])
{
    await Child.SendUntilKilledAsync(childFolder, run);
    return 0;
}

if (args is ["--child-password", var passwordFolder, var number])
{
    await PasswordChild.ChangeUntilKilledAsync(passwordFolder, number);
    return 0;
}

if (args is ["--child-loss", var lossFolder, var name, var from])
{
    await LossChild.SetUntilKilledAsync(lossFolder, name, from);
    return 0;
}

if (args is ["--child-server", var serverFolder])
{
    await MemoryDump.ServeAsync(serverFolder);
    return 0;
}

var kills = args.Contains("--long") ? 200 : 20;
var seed = Environment.TickCount;
for (var i = 0; i + 1 < args.Length; i++)
{
    if (args[i] == "--kills")
        kills = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
    if (args[i] == "--seed")
        seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
}

var folder = Directory.CreateTempSubdirectory("smail-crash-");
try
{
    Console.WriteLine($"{kills} kills, seed {seed}, in {folder.FullName}");
    var random = new Random(seed);
    var ledger = await Killer.RunAsync(folder.FullName, kills, random);
    var faults = await Inspector.InspectAsync(folder.FullName, ledger);
    foreach (var fault in faults.Take(20))
        Console.WriteLine($"FAULT: {fault}");
    Console.WriteLine($"{kills} kills, {ledger.Sent.Count} messages acknowledged, {ledger.Deleted.Count} deletions acknowledged, {faults.Count} faults");
    var (changes, passwordFaults) = await PasswordKiller.RunAsync(folder.FullName, kills / 2, random);
    foreach (var fault in passwordFaults.Take(20))
        Console.WriteLine($"FAULT: {fault}");
    Console.WriteLine($"{kills / 2} kills, {changes} changes of the password, {passwordFaults.Count} faults");
    var lossFaults = 0;
    foreach (var who in new[] { LossKiller.ByToken, LossKiller.ByPhrase })
    {
        var (losses, found) = await LossKiller.RunAsync(folder.FullName, who, kills / 2, random);
        foreach (var fault in found.Take(20))
            Console.WriteLine($"FAULT: {fault}");
        Console.WriteLine($"{kills / 2} kills, {losses} new passwords {(who == LossKiller.ByToken ? "by token" : "by recovery phrase")}, {found.Count} faults");
        lossFaults += losses > 0 ? found.Count : 1;
    }

    var leaks = await MemoryDump.RunAsync(Path.Combine(folder.FullName, "dump"));
    foreach (var leak in leaks)
        Console.WriteLine($"FAULT: {leak}");
    Console.WriteLine($"the memory of a server half that had internal mail alone: {leaks.Count} faults");

    // Where nothing was acknowledged, nothing was tested.
    return faults.Count + passwordFaults.Count + lossFaults + leaks.Count == 0 && ledger.Sent.Count > 0 && changes > 0 ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}
