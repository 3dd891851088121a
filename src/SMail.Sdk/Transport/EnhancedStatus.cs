using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SMail.Sdk.Transport;

/// <summary>An enhanced mail system status code (RFC 3463, section 2), as in <c>5.1.1</c>.</summary>
/// <param name="Class">2: done, 4: not now, 5: never.</param>
/// <param name="Subject">What it is about, 0 to 999.</param>
/// <param name="Detail">What exactly, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Reads a code; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EnhancedStatus code)
    {
        code = default;
        if (text is not { Length: >= 5 and <= 9 } || text.Split('.') is not [['2' or '4' or '5'], { Length: 1 or 2 or 3 }, { Length: 1 or 2 or 3 }] parts
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var subject)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var detail))
            return false;
        code = new EnhancedStatus(parts[0][0] - '0', subject, detail);
        return true;
    }

    /// <summary>The code as protocols write it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");
}
