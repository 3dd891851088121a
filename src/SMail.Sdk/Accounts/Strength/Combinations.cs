namespace SMail.Sdk.Accounts;

/// <summary>Binomial coefficients.</summary>
internal static class Combinations
{
    /// <summary>In how many ways k of n can be chosen.</summary>
    public static double Of(int n, int k)
    {
        var product = 1.0;
        for (var i = 1; i <= k; i++)
            product = product * (n - k + i) / i;
        return product;
    }
}
