using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Tests.Support;

/// <summary>
/// Everything a value holds, as text, one property to a line: to compare records that hold arrays, which compare by reference.
/// </summary>
public static class Dump
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.AppendLine("null");
                break;
            case string or Uri or Template or IdPattern or Enum or IFormattable or bool:
                text.Append(value.GetType().Name).Append(' ').AppendLine(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.AppendLine("[");
                foreach (var item in items)
                {
                    text.Append(' ', depth * 2 + 2);
                    Write(text, item, depth + 1);
                }

                text.Append(' ', depth * 2).AppendLine("]");
                break;
            default:
                text.AppendLine(value.GetType().Name);
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    text.Append(' ', depth * 2 + 2).Append(property.Name).Append(": ");
                    Write(text, property.GetValue(value), depth + 1);
                }

                break;
        }
    }
}
