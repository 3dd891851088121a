using System.Reflection;
using SMail.Sdk;
using SMail.Sdk.Server;

namespace SMail.Benchmarks.Engine;

/// <summary>A door that takes submissions and keeps nothing; all else goes to the door behind it.</summary>
public class KeepNothingDoor : DispatchProxy
{
    private static readonly SubmissionReceipt Taken = new(Id.Generate<EntryId>(), []);
    private IMailServer behind = null!;

    internal static IMailServer Wrap(IMailServer behind)
    {
        var door = Create<IMailServer, KeepNothingDoor>();
        ((KeepNothingDoor)(object)door).behind = behind;
        return door;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        args is [SubmitRequest request, ..]
            ? new ValueTask<Answer<SubmissionReceipt>>(new Answer<SubmissionReceipt>(request.RequestId, Taken, null))
            : targetMethod!.Invoke(behind, args);
}
