using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace SMail.Sdk.Tests;

/// <summary>A scan that finds nothing proves something only if it would have found something.</summary>
public sealed class CanaryTests
{
    private static readonly Canary Bird = new("bird", "kanarie-\u00E4-7f3a91");

    [Property]
    public bool It_is_found_at_any_place_in_any_form(byte[] before, byte[] after)
    {
        byte[] plain = [.. before, .. Encoding.UTF8.GetBytes("kanarie-\u00E4-7f3a91"), .. after];
        byte[][] forms =
        [
            plain,
            [.. before, .. Encoding.Unicode.GetBytes("kanarie-\u00E4-7f3a91"), .. after],
            Encoding.ASCII.GetBytes(Convert.ToHexString(plain)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(plain)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(plain, Base64FormattingOptions.InsertLineBreaks)),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(plain)))),
            Encoding.ASCII.GetBytes("kanarie=2D=C3=A4=2D7f3a91"),
        ];
        return forms.All(form => Canary.Find([new Recorded("here", form)], Bird).Count > 0);
    }

    [Property]
    public bool It_is_not_found_where_it_is_not(byte[] noise) => Canary.Find([new Recorded("here", noise)], Bird).Count == 0;
}
