using System.Text;
using System.Text.Unicode;

namespace SMail.Sop;

/// <summary>Passwords are bytes; white space at their ends is what editors and echo leave there.</summary>
internal static class Passwords
{
    /// <summary>A password for something new: text that people can type again, without white space at its end.</summary>
    /// <exception cref="SopException">Not UTF-8, with control characters, or empty.</exception>
    internal static byte[] ReadNew(string name) => Secrets.Use(Indirect.Read(name), read =>
    {
        var password = Trim(read);
        return Utf8.IsValid(password) && !HasControl(password) && password.Length > 0
            ? password.ToArray()
            : throw new SopException(ExitCode.PasswordNotHumanReadable, $"The password of {name} is not text that people can type.");
    });

    /// <summary>Passwords for something that is there: each without white space at its end, and as it is.</summary>
    internal static IReadOnlyList<ReadOnlyMemory<byte>> ReadKnown(IReadOnlyList<string> names)
    {
        var passwords = new List<ReadOnlyMemory<byte>>();
        foreach (var password in names.Select(Indirect.Read))
        {
            var trimmed = Trim(password).Length;
            passwords.Add(password.AsMemory(0, trimmed));
            if (trimmed < password.Length)
                passwords.Add(password);
        }
        return passwords;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> password)
    {
        while (Rune.DecodeLastFromUtf8(password, out var last, out var size) == System.Buffers.OperationStatus.Done && Rune.IsWhiteSpace(last))
            password = password[..^size];
        return password;
    }

    private static bool HasControl(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var first, out var size) == System.Buffers.OperationStatus.Done)
        {
            if (Rune.IsControl(first))
                return true;
            text = text[size..];
        }
        return false;
    }
}
