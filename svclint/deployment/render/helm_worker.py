"""In a separate process: a chart's folder and a JSON file with its values → its rendered templates, as JSON."""

import json
import sys


def main(words: list[str]) -> None:
    """Render the chart `words[0]` with the JSON file `words[1]`: release name, namespace and values.

    Like `helm template`, it fails for missing dependencies and for values that do not match the chart's schema.
    """
    import helm_python

    with open(words[1], encoding="utf-8") as file:
        request = json.load(file)
    try:
        dependencies = helm_python.dependency_list(words[0])
        missing = [dependency["name"] for dependency in dependencies if dependency["status"] == "missing"]
        if missing:
            sys.exit("found in Chart.yaml, but missing in charts/ directory: " + ", ".join(missing))
        with helm_python.Chart.load(words[0]) as chart:
            chart.validate_schema(request["values"])
            rendered = chart.render(request["values"], name=request["name"], namespace=request["namespace"])
    except helm_python.HelmError as error:
        sys.exit(str(error))
    json.dump(rendered, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
