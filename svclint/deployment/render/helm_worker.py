"""A process of its own: a chart's folder and a file with its values in JSON → its templates rendered, as JSON."""

import json
import sys


def main(words: list[str]) -> None:
    """Render chart `words[0]` with the JSON of file `words[1]`: release name, namespace and values.

    What `helm template` refuses before it renders is refused here too: missing dependencies and values that do not
    fit the chart's schema.
    """
    import helm_python

    with open(words[1], encoding="utf-8") as file:
        asked = json.load(file)
    try:
        missing = [one["name"] for one in helm_python.dependency_list(words[0]) if one["status"] == "missing"]
        if missing:
            sys.exit("found in Chart.yaml, but missing in charts/ directory: " + ", ".join(missing))
        with helm_python.Chart.load(words[0]) as chart:
            chart.validate_schema(asked["values"])
            rendered = chart.render(asked["values"], name=asked["name"], namespace=asked["namespace"])
    except helm_python.HelmError as error:
        sys.exit(str(error))
    json.dump(rendered, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
