import json
import re
from pathlib import Path

from plumbline.files.journeys import templates
from web_visit import visiting


async def test_a_template_is_given_as_a_file_that_asks_for_nothing(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read("/templates/parcel-delay/offline.html") == 200
        version = templates()["parcel-delay"].model.version
        assert visitor.headers["content-disposition"] == f'attachment; filename="parcel-delay-{version}.html"'
        assert "default-src &#x27;none&#x27;" in visitor.html or "default-src 'none'" in visitor.page
        assert re.findall(r'(?:src|href)="', visitor.html) == []
        program = re.search(r'id="journey">(.*?)</script>', visitor.html, re.DOTALL)
        assert program is not None
        assert "<" not in program[1]
        assert json.loads(program[1])["id"] == "parcel-delay"
        assert await visitor.read("/templates/nothing/offline.html") == 404
