from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_reforms_of_organisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'tries',
                'verbose_name_plural': 'tries',
            },
        ),
    ]
