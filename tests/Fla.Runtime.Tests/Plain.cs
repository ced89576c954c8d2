namespace Fla.Tests;

/// <summary>What the templates compute, as loops over doubles.</summary>
internal static class Plain
{
    public static double Dot(int count, Func<int, double> a, Func<int, double> b)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += a(i) * b(i);
        return sum;
    }

    public static double[] Softmax(double[] scores)
    {
        double highest = scores.Max();
        double total = scores.Sum(score => Math.Exp(score - highest));
        return [.. scores.Select(score => Math.Exp(score - highest) / total)];
    }

    public static double[] Softmax(float[] scores) => Softmax(Array.ConvertAll(scores, score => (double)score));

    public static HostTensor<double> CausalAttention(HostTensor<float> q, HostTensor<float> k, HostTensor<float> v, double scale)
    {
        int batches = (int)q.Shape[0], tokens = (int)q.Shape[1], heads = (int)q.Shape[2], K = (int)q.Shape[3], V = (int)v.Shape[3];
        HostTensor<double> o = new(batches, tokens, heads, V);
        for (int batch = 0; batch < batches; batch++)
            for (int head = 0; head < heads; head++)
                for (int query = 0; query < tokens; query++)
                {
                    int Token(int t) => (batch * tokens + t) * heads + head;
                    double[] weights = Softmax([.. Enumerable.Range(0, query + 1).Select(
                        key => scale * Dot(K, i => q.Span[Token(query) * K + i], i => k.Span[Token(key) * K + i]))]);
                    for (int i = 0; i < V; i++)
                        o.Span[Token(query) * V + i] = Dot(query + 1, key => weights[key], key => v.Span[Token(key) * V + i]);
                }
        return o;
    }
}
