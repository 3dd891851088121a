using System.Reflection;
using System.Text.Json;
using SMail.Sdk.Server;

namespace SMail.CrashTests;

#pragma warning disable CA1001 // a proxy lives as long as its process
/// <summary>The door over a pair of streams: a line with the call's name and its JSON, a line with the answer's.</summary>
public class PipedDoor : DispatchProxy
{
    private static readonly MethodInfo Calling = typeof(PipedDoor).GetMethod(nameof(CallAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private readonly SemaphoreSlim turn = new(1);
    private TextWriter calls = null!;
    private TextReader answers = null!;

    /// <summary>The client's end.</summary>
    public static IMailServer Open(TextWriter calls, TextReader answers)
    {
        var door = Create<IMailServer, PipedDoor>();
        ((PipedDoor)(object)door).calls = calls;
        ((PipedDoor)(object)door).answers = answers;
        return door;
    }

    /// <summary>The server's end, until there are no more calls.</summary>
    public static async Task ServeAsync(IMailServer server, TextReader calls, TextWriter answers)
    {
        var methods = typeof(IMailServer).GetInterfaces().Append(typeof(IMailServer)).SelectMany(door => door.GetMethods()).ToDictionary(method => method.Name);
        while (await calls.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(' ', StringComparison.Ordinal);
            var method = methods[line[..at]];
            var request = JsonSerializer.Deserialize(line[(at + 1)..], DoorContract.Json.GetTypeInfo(method.GetParameters()[0].ParameterType));
            var pending = method.Invoke(server, [request, CancellationToken.None])!;
            var task = (Task)pending.GetType().GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(pending, null)!;
            await task;
            var answer = task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task)!;
            await answers.WriteLineAsync(JsonSerializer.Serialize(answer, DoorContract.Json.GetTypeInfo(answer.GetType())));
            await answers.FlushAsync();
        }
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Calling.MakeGenericMethod(targetMethod!.ReturnType.GetGenericArguments()[0]).Invoke(this, [targetMethod.Name, args![0]]);

    private async ValueTask<TAnswer> CallAsync<TAnswer>(string name, object request)
    {
        await turn.WaitAsync();
        try
        {
            await calls.WriteLineAsync($"{name} {JsonSerializer.Serialize(request, DoorContract.Json.GetTypeInfo(request.GetType()))}");
            await calls.FlushAsync();
            var line = await answers.ReadLineAsync() ?? throw new IOException("The server half is gone.");
            return (TAnswer)JsonSerializer.Deserialize(line, DoorContract.Json.GetTypeInfo(typeof(TAnswer)))!;
        }
        finally
        {
            turn.Release();
        }
    }
}
