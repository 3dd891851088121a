using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests;

/// <summary>Keeps every byte and every text that crosses, in both directions, whatever type carries it.</summary>
public sealed class Recorder
{
    private readonly ConcurrentQueue<Recorded> taken = new();

    public IReadOnlyList<Recorded> Taken => [.. taken];

    /// <summary>Takes everything that passes these hooks: arguments before the call, buffers and answers after it.</summary>
    public void Watch(Hooks hooks, string where)
    {
        hooks.Before = (call, _) =>
        {
            Take($"{where} {call.Name}", call.Arguments);
            return Task.CompletedTask;
        };
        hooks.After = (call, answer) =>
        {
            Take($"{where} {call.Name}", call.Arguments);
            Take($"{where} {call.Name} answer", answer);
            return Task.CompletedTask;
        };
    }

    public void Take(string where, object? value)
    {
        switch (value)
        {
            case null or TimeSpan or DateTimeOffset or Type or CancellationToken:
                break;
            case string text:
                taken.Enqueue(new Recorded(where, Encoding.UTF8.GetBytes(text)));
                break;
            case byte[] bytes:
                taken.Enqueue(new Recorded(where, [.. bytes]));
                break;
            case ReadOnlyMemory<byte> memory:
                taken.Enqueue(new Recorded(where, memory.ToArray()));
                break;
            case Memory<byte> memory:
                taken.Enqueue(new Recorded(where, memory.ToArray()));
                break;
            case KeyShare share:
                taken.Enqueue(new Recorded(where, share.Span.ToArray()));
                break;
            case LoginProof proof:
                taken.Enqueue(new Recorded(where, proof.Span.ToArray()));
                break;
            case Guid or Enum or IConvertible:
                taken.Enqueue(new Recorded(where, Encoding.UTF8.GetBytes(value.ToString()!)));
                break;
            case IEnumerable many:
                foreach (var item in many)
                    Take(where, item);
                break;
            default:
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
                    Take(where, property.GetValue(value));
                break;
        }
    }
}
