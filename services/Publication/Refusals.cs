using Apa.Protos.Publications.V1;
using Apa.Shared;

namespace Apa.Publications;

/// <summary>What this service refuses for reasons of its own, one factory each.</summary>
public static class Refusals
{
    public static Refusal FrameworkImmutable(string name) =>
        new("FRAMEWORK_IMMUTABLE", $"{name} is there with other content: a changed framework is a new version");

    public static Refusal WrongState(string name, PublicationState state, string verb) =>
        new("WRONG_STATE", $"{name} is {state.ToString().ToUpperInvariant()}: no {verb} from there");

    public static Refusal AlreadyHeld(string name, string reason) => new("ALREADY_HELD", $"{name} is held already: {reason}");

    public static Refusal NotHeld(string name) => new("NOT_HELD", $"{name} is not held");
}
