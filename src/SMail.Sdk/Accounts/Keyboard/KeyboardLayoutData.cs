namespace SMail.Sdk.Accounts;

/// <summary>The characters of the layouts by rows E, D, C and B, each plain, with Shift and with AltGr. A space means none.</summary>
/// <remarks>
/// Rows E and B begin at column 0, the others at 1. Each character is listed once: of two ways to type it, the one
/// with fewer keys, so that a character leads back to its key.
/// </remarks>
internal static class KeyboardLayoutData
{
    public static readonly string[][] UnitedStates =
    [
        ["`1234567890-=", "~!@#$%^&*()_+", ""],
        ["qwertyuiop[]", "QWERTYUIOP{}", ""],
        ["asdfghjkl;'\\", "ASDFGHJKL:\"|", ""],
        [" zxcvbnm,./", " ZXCVBNM<>?", ""],
    ];

    public static readonly string[][] Russian =
    [
        ["ё1234567890-=", "Ё!\"№;%:?*()_+", "        ₽"],
        ["йцукенгшщзхъ", "ЙЦУКЕНГШЩЗХЪ", ""],
        ["фывапролджэ\\", "ФЫВАПРОЛДЖЭ/", ""],
        [" ячсмитьбю.", " ЯЧСМИТЬБЮ,", ""],
    ];

    public static readonly string[][] German =
    [
        ["^1234567890ß´", "°!\"§$%&/()=?`", "  ²³   {[]}\\"],
        ["qwertzuiopü+", "QWERTZUIOPÜ*", "@ €        ~"],
        ["asdfghjklöä#", "ASDFGHJKLÖÄ'", ""],
        ["<yxcvbnm,.-", ">YXCVBNM;:_", "|      µ"],
    ];

    public static readonly string[][] French =
    [
        ["²&é\"'(-è_çà)=", " 1234567890°+", "  ~#{[|`\\ @]}"],
        ["azertyuiop^$", "AZERTYUIOP¨£", "  €        ¤"],
        ["qsdfghjklmù*", "QSDFGHJKLM%µ", ""],
        ["<wxcvbn,;:!", ">WXCVBN?./§", ""],
    ];

    public static readonly string[][] SwedishAndFinnish =
    [
        ["§1234567890+´", "½!\"#¤%&/()=?`", "  @£$€ {[]}\\"],
        ["qwertyuiopå¨", "QWERTYUIOPÅ^", "           ~"],
        ["asdfghjklöä'", "ASDFGHJKLÖÄ*", ""],
        ["<zxcvbnm,.-", ">ZXCVBNM;:_", "|      µ"],
    ];
}
