/// Chooses the editor that fits the terminal.
public enum LineEditors {
    /// A ``ReadlineEditor`` where standard input and output are a terminal that can move its cursor and `plain` is not
    /// asked for, else a ``PlainLineEditor``. Colours are off in `behaviour` where the terminal or `NO_COLOR` forbids
    /// them.
    public static func make(
        environment: [String: String], plain: Bool, behaviour: EditorBehaviour = EditorBehaviour(),
        history: HistoryFile? = nil
    ) -> any LineEditor {
        let output = Terminal(descriptor: 1)
        guard !plain, Terminal(descriptor: 0).isTerminal, output.movesCursor(environment: environment) else {
            return PlainLineEditor(behaviour: behaviour, history: history)
        }
        var behaviour = behaviour
        behaviour.usesColour = behaviour.usesColour && output.allowsColour(environment: environment)
        return ReadlineEditor(behaviour: behaviour, history: history)
    }
}
